"""The shipped wire profiles."""

from dataclasses import replace

import pytest

from interfaces.payback.profile import PROFILES, get_profile


class TestGetProfile:
    def test_marks_every_shipped_profile_as_unverified(self) -> None:
        assert [name for name, profile in PROFILES.items() if profile.verified] == []

    def test_ships_the_simulator_as_the_same_dialect_at_another_path(self) -> None:
        extint, simulator = get_profile("extint"), get_profile("simulator")

        assert replace(simulator, name="extint", path=extint.path) == extint
        assert simulator.path == "/simulator/v1/soap"

    def test_refuses_an_unknown_name(self) -> None:
        with pytest.raises(KeyError):
            get_profile("austria")
