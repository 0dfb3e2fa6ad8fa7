"""Which answers a person has to look at first."""

import pytest
from geopy.distance import geodesic

from interfaces.geolocation.choices import Doubt, LocationPrecision, LocationSource
from interfaces.geolocation.geocoders import Point
from interfaces.geolocation.judging import FAR_FROM_POSTCODE_KM, Objection, find_objection
from interfaces.geolocation.postcodes import load_postcodes
from tests.interfaces.geolocation.map_service import GRAZ, INNSBRUCK, MUNICH

ADDRESS, STREET, POSTCODE = LocationPrecision


def judge(
    point: tuple[float, float],
    *,
    postcode: str = "8010",
    precision: LocationPrecision = ADDRESS,
    present: str | None = None,
    country_code: str = "at",
) -> Objection | None:
    point = Point(*point, precision, LocationSource.NOMINATIM, country_code)
    return find_objection(point=point, postcode=postcode, present_precision=present)


def go_north(start: tuple[float, float], kilometres: float) -> tuple[float, float]:
    end = geodesic(kilometers=kilometres).destination(start, bearing=0)
    return end.latitude, end.longitude


class TestFindObjection:
    def test_has_none_near_the_postcode(self) -> None:
        assert judge(GRAZ) is None

    @pytest.mark.parametrize("country_code", ["at", ""])
    def test_sees_what_lies_outside_austria(self, country_code: str) -> None:
        found = judge(MUNICH, country_code=country_code)

        assert found is not None
        assert found.doubt == Doubt.OUTSIDE
        assert found.distance_km is not None
        assert 55 < found.distance_km < 65

    def test_believes_a_service_that_names_another_country(self) -> None:
        assert judge(GRAZ, country_code="si") == Objection(Doubt.OUTSIDE, 0.0)

    @pytest.mark.parametrize(
        ("kilometres", "doubt"), [(19.9, None), (20.1, Doubt.FAR)], ids=["near", "far"]
    )
    def test_sees_what_is_far_from_the_postcode(
        self, kilometres: float, doubt: Doubt | None
    ) -> None:
        middle = load_postcodes()["1060"][0]
        point = go_north((middle.latitude, middle.longitude), kilometres)

        found = judge(point, postcode="1060")

        assert FAR_FROM_POSTCODE_KM == 20
        assert (found and found.doubt) == doubt

    def test_says_how_far_from_the_postcode(self) -> None:
        found = judge(INNSBRUCK)

        assert found is not None
        assert found.distance_km is not None
        assert 300 < found.distance_km < 320

    def test_cannot_measure_from_an_unknown_postcode(self) -> None:
        assert judge(INNSBRUCK, postcode="1234") is None

    @pytest.mark.parametrize(
        ("precision", "present", "is_coarser"),
        [
            (ADDRESS, ADDRESS, False),
            (ADDRESS, STREET, False),
            (ADDRESS, POSTCODE, False),
            (STREET, ADDRESS, True),
            (STREET, STREET, False),
            (STREET, POSTCODE, False),
            (POSTCODE, ADDRESS, True),
            (POSTCODE, STREET, True),
            (POSTCODE, POSTCODE, False),
            (POSTCODE, None, False),
        ],
    )
    def test_sees_what_is_less_exact_than_a_good_value(
        self, precision: LocationPrecision, present: str | None, *, is_coarser: bool
    ) -> None:
        found = judge(GRAZ, precision=precision, present=present)

        assert found == (Objection(Doubt.COARSER) if is_coarser else None)
