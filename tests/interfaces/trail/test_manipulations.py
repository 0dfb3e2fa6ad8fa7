"""Whatever the database's superuser does to a sealed trail is found, and nothing else is."""

from random import Random

import pytest

from interfaces.sealing import seal_trail
from interfaces.verification import verify_trail
from tests.interfaces.trail.filling import fill_trail, lose_positions
from tests.interfaces.trail.manipulations import Vandal, list_sealed
from tests.interfaces.trail.superuser import superuser, undone

MANIPULATIONS = 1000
SEALS = 3


@pytest.mark.django_db(transaction=True)
class TestAThousandManipulations:
    def test_are_each_found_and_an_untouched_trail_never_is(self) -> None:
        make_sealed_trail()

        with superuser():
            sealed = list_sealed()
            vandals = [Vandal(Random(seed), sealed) for seed in range(MANIPULATIONS)]  # noqa: S311
            unnoticed = [tamper(one) for one in vandals]
            untouched = verify_trail()

        assert [one for one in unnoticed if one] == []
        assert untouched.findings == []
        assert untouched.seals == SEALS


def make_sealed_trail() -> None:
    """Three seals over something of every kind, with gaps, and rows that no seal covers yet."""
    for _number in range(SEALS):
        fill_trail()
        seal_trail()
    lose_positions()
    fill_trail()


def tamper(vandal: Vandal) -> str:
    """What was done without being noticed; empty: it was noticed."""
    with undone():
        deed = vandal.tamper()
        return "" if verify_trail().findings else deed
