"""What Nominatim and Photon are asked, and what is read from their answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test.utils import override_settings

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.choices import LocationPrecision, LocationSource
from interfaces.geolocation.errors import GeocoderDown, GeocoderRefuses
from interfaces.geolocation.geocoders import Point, Service, ask_service
from tests.interfaces.geolocation.map_service import (
    GRAZ,
    MUNICH,
    MapService,
    make_nominatim_place,
    make_photon_places,
)
from tests.interfaces.payback.peer import closed_port

ADDRESS = Address(street="Herrengasse 12", postcode="8010", city="Graz")


def ask(address: Address = ADDRESS) -> Point | None:
    return ask_service(service=Service.of_settings(), address=address)


class TestNominatim:
    def test_is_asked_for_the_parts_of_the_address_in_austria(
        self, map_service: MapService
    ) -> None:
        ask()

        question = map_service.questions[0]
        assert question.path == "/search"
        assert question.parameters == {
            "street": "Herrengasse 12",
            "postalcode": "8010",
            "city": "Graz",
            "country": "Österreich",
            "format": "json",
            "limit": "1",
            "countrycodes": "at",
            "addressdetails": "1",
            "accept-language": "de",
        }
        assert question.headers["user-agent"] == "Optik Demo (it@optik-demo.example)"

    def test_is_not_asked_for_what_is_empty(self, map_service: MapService) -> None:
        ask(Address(street="", postcode="8010", city=""))

        assert not {"street", "city"} & set(map_service.questions[0].parameters)

    def test_may_stand_below_a_path(self, map_service: MapService) -> None:
        with override_settings(GEOCODER_URL=f"{map_service.url}/nominatim/"):
            ask()

        assert map_service.questions[0].path == "/nominatim/search"

    @pytest.mark.parametrize(
        ("place_rank", "details", "precision"),
        [
            (30, {}, LocationPrecision.ADDRESS),
            (28, {}, LocationPrecision.ADDRESS),
            (26, {"house_number": "12"}, LocationPrecision.ADDRESS),
            (27, {}, LocationPrecision.STREET),
            (26, {}, LocationPrecision.STREET),
            (21, {"road": ""}, LocationPrecision.POSTCODE),
            (16, {"road": None}, LocationPrecision.POSTCODE),
        ],
    )
    def test_says_how_exact_it_is(
        self,
        map_service: MapService,
        place_rank: int,
        details: dict[str, Any],
        precision: LocationPrecision,
    ) -> None:
        map_service.say_place(GRAZ, place_rank=place_rank, **details)

        assert ask() == Point(*GRAZ, precision, LocationSource.NOMINATIM, "at")

    def test_says_in_which_country(self, map_service: MapService) -> None:
        map_service.say_place(MUNICH, country_code="DE")

        found = ask()

        assert found is not None
        assert found.country_code == "de"

    def test_knows_nothing(self, map_service: MapService) -> None:
        map_service.say([])

        assert ask() is None


class TestPhoton:
    def test_is_asked_for_the_line_within_austrias_box(self, photon: MapService) -> None:
        photon.say({"features": []})

        assert ask() is None
        assert photon.questions[0].path == "/api"
        assert photon.questions[0].parameters == {
            "q": "Herrengasse 12, 8010 Graz, Österreich",
            "limit": "1",
            "lang": "de",
            "bbox": "9.52,46.379,17.149,49.008",
        }

    @pytest.mark.parametrize(
        ("properties", "precision"),
        [
            ({"type": "house"}, LocationPrecision.ADDRESS),
            ({"type": "street", "housenumber": "12"}, LocationPrecision.ADDRESS),
            ({"type": "street"}, LocationPrecision.STREET),
            ({"type": "city"}, LocationPrecision.POSTCODE),
            ({"type": "locality"}, LocationPrecision.POSTCODE),
        ],
    )
    def test_says_how_exact_it_is(
        self, photon: MapService, properties: dict[str, Any], precision: LocationPrecision
    ) -> None:
        photon.say(make_photon_places(GRAZ, **properties))

        assert ask() == Point(*GRAZ, precision, LocationSource.PHOTON, "at")


@pytest.fixture(params=["nominatim", "photon"])
def either(request: pytest.FixtureRequest, map_service: MapService) -> Iterator[MapService]:
    """Both services, one after the other."""
    with override_settings(GEOCODER=request.param):
        yield map_service


class TestBoth:
    @pytest.mark.parametrize("status", [400, 401, 403, 402, 413])
    def test_may_refuse_us(self, either: MapService, status: int) -> None:
        either.say({}, status=status)

        with pytest.raises(GeocoderRefuses):
            ask()

    @pytest.mark.parametrize("status", [302, 404, 408, 500, 502, 503, 504])
    def test_may_be_down(self, either: MapService, status: int) -> None:
        either.say({}, status=status)

        with pytest.raises(GeocoderDown):
            ask()

    @pytest.mark.parametrize(("asked", "seconds"), [("7", 7), ("Unfug", None)])
    def test_may_ask_for_a_pause(self, either: MapService, asked: str, seconds: int | None) -> None:
        either.say({}, status=429, headers={"Retry-After": asked})

        with pytest.raises(GeocoderDown) as caught:
            ask()

        assert caught.value.retry_after_seconds == seconds

    @pytest.mark.parametrize(
        "data",
        [
            None,
            7,
            "Graz",
            {},
            {"features": 7},
            {"features": [None]},
            {"features": [{"geometry": None, "properties": {}}]},
            {"features": [{"geometry": {"coordinates": [15]}, "properties": {}}]},
            {"features": [{"geometry": {"coordinates": [15.4, 47]}}]},
            [None],
            [{"lat": "x", "lon": "15"}],
            [{"display_name": ""}],
            make_photon_places((None, None)),  # type: ignore[arg-type]
            [{"lat": "nan", "lon": "15", "display_name": ""}],
            [make_nominatim_place(GRAZ) | {"address": "Graz"}],
            [make_nominatim_place(GRAZ) | {"place_rank": "hoch"}],
            {"error": "out of order"},
        ],
    )
    def test_may_talk_nonsense(self, either: MapService, data: Any) -> None:
        either.say(data)

        assert is_taken_for_no_place()

    @pytest.mark.usefixtures("either")
    def test_may_be_gone(self) -> None:
        with (
            override_settings(GEOCODER_URL=f"http://127.0.0.1:{closed_port()}"),
            pytest.raises(GeocoderDown),
        ):
            ask()


def is_taken_for_no_place() -> bool:
    """Nonsense is an error of one of two kinds, or no place; it is never a place."""
    try:
        return ask() is None
    except (GeocoderDown, GeocoderRefuses):
        return True
