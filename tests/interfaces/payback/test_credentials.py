"""Credentials that do not print themselves."""

from interfaces.payback.credentials import Credentials


class TestCredentials:
    def test_never_shows_the_password(self) -> None:
        credentials = Credentials(username="optik-muster", password="kein-Geheimnis")

        shown = f"{credentials} {credentials!r}"

        assert "kein-Geheimnis" not in shown
        assert "optik-muster" in shown
