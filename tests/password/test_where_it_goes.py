"""A stored password arrives where it was entered for, and nowhere else, whatever is changed how."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from interfaces.models import Interface
from tests.factories.transactions import NOW
from tests.interfaces.payback.authority import Authority
from tests.password.catcher import Catcher, catching
from tests.password.scene import (
    NEW,
    SECRET,
    Scene,
    ask_for_connection_test,
    make_delivery,
    send,
    send_with_new_password,
    set_scene,
    try_connection,
)
from tests.password.ways import ELSEWHERE, NOWHERE, SAME, Way
from transactions.sending.carry import carry
from transactions.sending.claim import claim_delivery

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def catcher(authority: Authority, settings: Settings) -> Iterator[Catcher]:
    settings.PAYBACK_FURTHER_AUTHORITIES = authority.pem
    with catching(authority) as caught:
        yield caught


@pytest.fixture
def scene(catcher: Catcher) -> Scene:
    return set_scene(catcher)


def write_host(pattern: str, catcher: Catcher) -> str:
    """A host of the tables with the addresses of the listeners in it."""
    own, other = (address.partition("//")[2] for address in (catcher.own, catcher.other))
    return pattern.format(
        own=own,
        other=other,
        own_port=own.partition(":")[2],
        other_port=other.partition(":")[2],
    )


class TestUnchangedInterface:
    def test_sends_the_password_to_its_address(self, scene: Scene) -> None:
        send(scene.row)

        own = scene.row.endpoint.url.replace("http://", "own ")
        assert scene.catcher.find(SECRET) == {own}

    def test_is_tested_with_the_password(self, scene: Scene) -> None:
        try_connection(ask_for_connection_test(scene.row))

        own = scene.row.endpoint.url.replace("http://", "own ")
        assert scene.catcher.find(SECRET) == {own}

    @pytest.mark.parametrize("pattern", SAME)
    def test_may_be_spelt_otherwise(self, scene: Scene, pattern: str) -> None:
        host = write_host(pattern, scene.catcher)
        scene.row.host = host if "://" in host else f"http://{host}"
        scene.row.save()

        send(scene.reload())

        assert len(scene.catcher.find(SECRET)) == 1


class TestChangedInterface:
    def test_is_changed_in_many_ways(self) -> None:
        assert len(ELSEWHERE) >= 50

    @pytest.mark.parametrize("way", ELSEWHERE.values(), ids=ELSEWHERE.keys())
    def test_takes_the_password_nowhere_but_would_take_a_new_one(
        self, scene: Scene, way: Way
    ) -> None:
        row = way(scene)

        try_connection(ask_for_connection_test(row))
        send(row)
        taken = scene.catcher.find(SECRET)
        send_with_new_password(row)

        assert taken == scene.catcher.find(SECRET) == set()
        assert len(scene.catcher.find(NEW)) == 1

    @pytest.mark.parametrize("way", ELSEWHERE.values(), ids=ELSEWHERE.keys())
    def test_is_tested_at_its_address_at_most_when_a_test_was_asked_for_before(
        self, scene: Scene, way: Way
    ) -> None:
        test = ask_for_connection_test(scene.reload())
        own = scene.row.endpoint.url.replace("http://", "own ")
        way(scene)

        try_connection(test)

        assert scene.catcher.find(SECRET) <= {own}

    @pytest.mark.parametrize("pattern", NOWHERE)
    def test_sends_nothing_where_the_host_leads_nowhere(self, scene: Scene, pattern: str) -> None:
        host = write_host(pattern, scene.catcher)
        Interface.objects.update(host=host)

        send(scene.reload())

        assert scene.catcher.arrived == []

    def test_sends_nothing_when_it_was_changed_after_the_claim(self, scene: Scene) -> None:
        claim = claim_delivery(delivery_id=make_delivery(scene.row).pk, now=NOW)
        assert claim is not None
        claim.interface.host = scene.catcher.other

        carry(claim, lambda: NOW + timedelta(seconds=1))

        assert scene.catcher.arrived == []


class TestAddressThatSendsOn:
    @pytest.mark.parametrize(
        "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
    )
    def test_is_not_followed(self, scene: Scene, status: str) -> None:
        scene.catcher.redirect = status

        send(scene.row)

        assert {row.listener for row in scene.catcher.arrived} == {"own"}

    @pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
    def test_is_not_taken_from_the_environment(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(name, scene.catcher.other)

        send(scene.row)

        assert {row.listener for row in scene.catcher.arrived} == {"own"}
