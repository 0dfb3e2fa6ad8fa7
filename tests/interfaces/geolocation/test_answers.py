"""The memory of answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interfaces.geolocation.addresses import Address
from interfaces.geolocation.answers import find_point, forget_old_answers
from interfaces.geolocation.choices import LocationPrecision, LocationSource
from interfaces.geolocation.errors import GeocoderDown
from interfaces.geolocation.geocoders import Point
from interfaces.models import GeocoderAnswer, GeocoderTurn
from tests.interfaces.geolocation.map_service import GRAZ, INNSBRUCK, MapService

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADDRESS = Address(street="Herrengasse 12", postcode="8010", city="Graz")
FOUND = Point(*GRAZ, LocationPrecision.ADDRESS, LocationSource.NOMINATIM, "at")


def find(address: Address = ADDRESS, *, now: datetime = NOW) -> Point | None:
    """Asks as if nobody had asked before."""
    GeocoderTurn.objects.update(next_allowed_at=None)
    return find_point(address=address, now=now)


class TestFindPlace:
    def test_asks_once_and_remembers(self, map_service: MapService) -> None:
        map_service.say_place(GRAZ)

        found = [find(), find()]

        assert found == [FOUND, FOUND]
        assert len(map_service.questions) == 1

    def test_takes_another_spelling_for_the_same_question(self, map_service: MapService) -> None:
        map_service.say_place(GRAZ)
        find()

        find(Address(street=" HERRENGASSE  12", postcode="8010", city="graz "))

        assert len(map_service.questions) == 1

    def test_asks_for_another_address(self, map_service: MapService) -> None:
        map_service.say_place(GRAZ)
        find()
        map_service.say_place(INNSBRUCK)

        found = find(Address(street="Museumstraße 1", postcode="6020", city="Innsbruck"))

        assert found is not None
        assert (found.latitude, found.longitude) == INNSBRUCK

    def test_asks_another_service_anew(self, map_service: MapService, settings: Any) -> None:
        find()
        settings.GEOCODER_URL += "/other"

        find()

        assert [row.path for row in map_service.questions] == ["/search", "/other/search"]

    @pytest.mark.parametrize(
        ("replies", "days"), [([{"lat": "47", "lon": "15", "display_name": ""}], 30), ([], 1)]
    )
    def test_asks_again_when_the_answer_has_expired(
        self, map_service: MapService, replies: list[Any], days: int
    ) -> None:
        map_service.say(replies)
        find()

        find(now=NOW + timedelta(days=days) - timedelta(seconds=1))
        before = len(map_service.questions)
        find(now=NOW + timedelta(days=days))

        assert (before, len(map_service.questions)) == (1, 2)

    def test_remembers_no_failure(self, map_service: MapService) -> None:
        map_service.say({}, status=503)
        with pytest.raises(GeocoderDown):
            find()
        map_service.say_place(GRAZ)

        assert find() == FOUND

    def test_needs_neither_memory_nor_turn_offline(self) -> None:
        found = find_point(address=ADDRESS, now=NOW)

        assert found is not None
        assert found.source == LocationSource.OFFLINE
        assert (GeocoderAnswer.objects.count(), GeocoderTurn.objects.count()) == (0, 0)


class TestForgetOldAnswers:
    @pytest.mark.usefixtures("map_service")
    def test_removes_what_has_expired_and_nothing_else(self) -> None:
        find()
        find(Address(street="", postcode="6020", city=""), now=NOW + timedelta(hours=1))

        assert forget_old_answers(now=NOW + timedelta(days=1)) == 1
        assert GeocoderAnswer.objects.count() == 1
