"""Credentials that do not print themselves, and go to no address but their own."""

import pytest

from interfaces.payback.client import PaybackClient
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.errors import NotSent
from tests.interfaces.payback.peer import answering, listening
from tests.interfaces.payback.samples import make_profile, make_purchase, read_sample

ANSWER = read_sample("ProcessPurchaseEventResponse")


def make_client(endpoint: Endpoint, address: str) -> PaybackClient:
    """A client whose credentials belong to `address`."""
    credentials = Credentials("optik-muster", "kein-Geheimnis", address)
    return PaybackClient(endpoint=endpoint, credentials=credentials, profile=make_profile())


class TestCredentials:
    def test_never_shows_the_password(self) -> None:
        credentials = Credentials(username="optik-muster", password="kein-Geheimnis")

        shown = f"{credentials} {credentials!r}"

        assert "kein-Geheimnis" not in shown
        assert "optik-muster" in shown

    def test_go_to_their_address(self) -> None:
        with listening(answering(ANSWER)) as peer:
            endpoint = Endpoint("http", "127.0.0.1", peer.port, "/soap")

            make_client(endpoint, endpoint.url).process_purchase(make_purchase())

        assert peer.connections == 1

    @pytest.mark.parametrize(
        "address",
        [
            "https://127.0.0.1:{port}/soap",
            "http://localhost:{port}/soap",
            "http://127.0.0.1:{port}0/soap",
            "http://127.0.0.1:{port}/soap/",
            "",
        ],
    )
    def test_go_to_no_other(self, address: str) -> None:
        with listening(answering(ANSWER)) as peer:
            client = make_client(
                Endpoint("http", "127.0.0.1", peer.port, "/soap"), address.format(port=peer.port)
            )

            with pytest.raises(NotSent, match="other_address"):
                client.process_purchase(make_purchase())

        assert peer.connections == 0
