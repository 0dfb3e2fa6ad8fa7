"""The table of Austrian postcodes as a geocoder and as a yardstick."""

import pytest
from geopy.distance import geodesic
from geopy.exc import GeocoderUnavailable

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import LocationPrecision, LocationSource
from interfaces.geolocation.geocoders import ask_postcodes
from interfaces.geolocation.postcodes import (
    PostcodeGeocoder,
    load_postcodes,
    measure_distance_to_postcode_km,
)
from tests.interfaces.geolocation.map_service import GRAZ, INNSBRUCK


def ask(postcode: str, city: str) -> tuple[float, float] | None:
    found = ask_postcodes(Address(street="Herrengasse 12", postcode=postcode, city=city))
    return (found.latitude, found.longitude) if found else None


class TestAskPostcodes:
    def test_answers_with_the_middle_of_the_postcode(self) -> None:
        found = ask_postcodes(Address(street="", postcode="1060", city="Wien"))

        assert found is not None
        assert (found.latitude, found.longitude) == (48.1952, 16.3503)
        assert (found.precision, found.source) == (
            LocationPrecision.POSTCODE,
            LocationSource.OFFLINE,
        )

    def test_prefers_the_municipality_of_that_name(self) -> None:
        assert ask("1210", " langenzersdorf ") == (48.3, 16.35)

    def test_takes_the_one_with_most_places_otherwise(self) -> None:
        assert ask("4020", "Irgendwo") == (48.303, 14.25)

    @pytest.mark.parametrize("postcode", ["", "1234", "9999"])
    def test_knows_no_other_postcode(self, postcode: str) -> None:
        assert ask(postcode, "Wien") is None


class TestPostcodeGeocoder:
    def test_is_a_geocoder_of_geopy_with_an_address(self) -> None:
        location = PostcodeGeocoder().geocode({"postalcode": "8010", "city": "Graz"})

        assert location is not None
        assert location.address == "8010 Graz"
        assert location.raw == {"postcode": "8010", "municipality": "Graz"}

    def test_has_no_way_to_the_network(self) -> None:
        adapter = PostcodeGeocoder().adapter

        with pytest.raises(GeocoderUnavailable):
            adapter.get_text("http://127.0.0.1/", timeout=1, headers={})
        with pytest.raises(GeocoderUnavailable):
            adapter.get_json("http://127.0.0.1/", timeout=1, headers={})


class TestMeasureDistance:
    def test_is_the_geodesic_to_the_nearest_point_of_the_postcode(self) -> None:
        rows = load_postcodes()["6020"]
        expected = min(geodesic(GRAZ, (row.latitude, row.longitude)).km for row in rows)

        found = measure_distance_to_postcode_km(
            latitude=GRAZ[0], longitude=GRAZ[1], postcode="6020"
        )

        assert found == expected
        assert 300 < expected < 320

    def test_is_small_in_the_town_itself(self) -> None:
        found = measure_distance_to_postcode_km(
            latitude=INNSBRUCK[0], longitude=INNSBRUCK[1], postcode="6020"
        )

        assert found is not None
        assert found < 2

    def test_is_unknown_for_an_unknown_postcode(self) -> None:
        assert measure_distance_to_postcode_km(latitude=47, longitude=15, postcode="1234") is None
