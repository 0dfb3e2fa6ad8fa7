"""No spelling and no resolver leads a test or a saved interface to a place it must not reach."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from interfaces import outbound
from interfaces.forms import InterfaceForm
from interfaces.models import Chain, ConnectionTest
from tests.factories import ChainFactory
from tests.interfaces.connection.asking import ask, carry_out, type_in
from tests.interfaces.connection.spellings import ADDRESSES, SPELLINGS
from tests.interfaces.payback.peer import answering, listening

pytestmark = pytest.mark.django_db
START = "/admin/interfaces/interface/connection-test/"
NUMERIC = socket.AI_NUMERICHOST
look_up = socket.getaddrinfo


@dataclass
class Trap:
    """Listens on every address of this machine; counts who comes."""

    port: int
    visitors: int = 0


@pytest.fixture(scope="module")
def _trap() -> Iterator[Trap]:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        trap = Trap(port=listener.getsockname()[1])

        def count() -> None:
            while True:
                try:
                    visitor, _address = listener.accept()
                except OSError:
                    return
                trap.visitors += 1
                visitor.close()

        thread = threading.Thread(target=count, daemon=True)
        thread.start()
        yield trap
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.fixture
def trap(_trap: Trap) -> Trap:
    """Nobody has come yet."""
    _trap.visitors = 0
    return _trap


@pytest.fixture(autouse=True)
def _production(settings: Settings) -> None:
    """As an operator sets it; nothing of the demo."""
    settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK = False
    settings.PAYBACK_ALLOWED_HOSTS = ["*.payback.at", "*.payback.de", "*.payback.net"]


@pytest.fixture
def _no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator's list is taken away, so that the other walls stand alone."""
    monkeypatch.setattr(outbound, "is_listed", lambda *_args: True)


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Where names lead, one answer after the other, the last for ever; at first to this machine."""
    answers = [["127.0.0.1"]]

    def resolve(host: str, port: int, *_args: Any, **_options: Any) -> list[Any]:
        try:
            return look_up(host, port, type=socket.SOCK_STREAM, flags=NUMERIC)
        except socket.gaierror:
            addresses = answers.pop(0) if len(answers) > 1 else answers[0]
            return [(0, 0, 0, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return answers


@pytest.fixture
def client(db: None) -> Client:
    """An administrator's browser."""
    browser = Client()
    browser.force_login(User.objects.create_superuser("verwaltung", password="x"))
    return browser


def fill_in(host: str, **changes: Any) -> dict[str, Any]:
    """What a browser posts."""
    return {
        "host": host,
        "partner_short_name": "DEMOOPTIK",
        "username": "demo",
        "profile_name": "extint",
        "new_password": "geheim",
        **changes,
    }


def try_to_test(client: Client, host: str) -> str:
    """Through the page and a worker; the field or the reason because of which it got nowhere."""
    response = client.post(START, fill_in(host))
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        return str(response.json()["problems"][0]["field"])
    assert response.status_code == HTTPStatus.CREATED, host
    return carry_out(ConnectionTest.objects.latest("pk")).reason


def try_to_save(host: str, chain: Chain) -> list[str]:
    """The fields the form complains about."""
    return list(InterfaceForm(fill_in(host, chain=chain.pk, is_active="on")).errors)


def write_spellings(trap: Trap) -> list[str]:
    return [spelling.format(port=trap.port) for spelling in SPELLINGS]


class TestEverySpelling:
    def test_is_another_one(self) -> None:
        assert len(set(SPELLINGS)) == len(SPELLINGS) >= 80

    def test_is_refused_at_the_field_by_the_test(self, client: Client, trap: Trap) -> None:
        found = {host: try_to_test(client, host) for host in write_spellings(trap)}

        assert {host: found[host] for host in found if found[host] != "host"} == {}
        assert trap.visitors == 0

    def test_is_refused_at_the_field_by_the_form(self, trap: Trap) -> None:
        chain = ChainFactory.create()

        found = {host: try_to_save(host, chain) for host in write_spellings(trap)}

        assert {host: found[host] for host in found if found[host] != ["host"]} == {}

    def test_would_be_saved_if_it_were_a_good_one(self) -> None:
        assert try_to_save("soap.payback.at", ChainFactory.create()) == []

    @pytest.mark.usefixtures("_no_list")
    def test_leads_nowhere_even_without_the_operators_list(
        self, client: Client, trap: Trap
    ) -> None:
        reasons = [try_to_test(client, host) for host in write_spellings(trap)]

        assert set(reasons) == {"host", "address_forbidden"}
        assert trap.visitors == 0


class TestAnAllowedName:
    def test_is_not_called_where_it_leads_elsewhere(
        self, client: Client, trap: Trap, names: list[list[str]]
    ) -> None:
        names[:] = [[address] for address in ADDRESSES]

        found = {
            address: try_to_test(client, f"soap.payback.at:{trap.port}") for address in ADDRESSES
        }

        assert found == dict.fromkeys(ADDRESSES, "address_forbidden")
        assert trap.visitors == 0

    @pytest.mark.parametrize("order", [1, -1])
    def test_is_not_called_at_all_where_it_leads_here_too(
        self, client: Client, trap: Trap, names: list[list[str]], order: int
    ) -> None:
        names[:] = [["127.0.0.1", "8.8.8.8"][::order]]

        assert try_to_test(client, f"soap.payback.at:{trap.port}") == "address_forbidden"
        assert trap.visitors == 0

    def test_is_called_where_it_was_checked_although_it_leads_here_a_moment_later(
        self, trap: Trap, names: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names[:] = [["8.8.8.8"], ["127.0.0.1"]]
        test = ask(type_in(f"soap.payback.at:{trap.port}"))
        called: list[Any] = []

        def connect(_socket: socket.socket, address: Any) -> None:
            called.append(address)
            raise OSError(101, "Network is unreachable")

        monkeypatch.setattr(socket.socket, "connect", connect)
        reason = carry_out(test).reason

        assert reason == "connect_unreachable"
        assert called == [("8.8.8.8", trap.port)]


class TestARedirection:
    def test_is_not_followed(self, client: Client, trap: Trap, settings: Settings) -> None:
        settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK = True
        settings.PAYBACK_ALLOWED_HOSTS = ["127.0.0.1"]
        there = f"Location: https://127.0.0.1:{trap.port}/\r\n"
        with listening(answering(b"", status="307 Moved", headers=there)) as peer:
            reason = try_to_test(client, f"http://127.0.0.1:{peer.port}")

        assert (reason, peer.connections) == ("redirected", 1)
        assert trap.visitors == 0


class TestTheTrap:
    def test_would_notice(self, client: Client, trap: Trap, settings: Settings) -> None:
        settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK = True
        settings.PAYBACK_ALLOWED_HOSTS = ["127.0.0.1"]

        try_to_test(client, f"https://127.0.0.1:{trap.port}")

        assert trap.visitors == 1
