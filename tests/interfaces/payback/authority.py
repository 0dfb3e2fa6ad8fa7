"""A certificate authority of the tests, and servers with every kind of certificate."""

import ssl
from datetime import UTC, datetime, timedelta

import trustme

LOCAL = ("127.0.0.1", "localhost")


class Authority:
    """Issues certificates; whoever is given its `pem` trusts them."""

    def __init__(self) -> None:
        """Make a fresh authority that nobody trusts yet."""
        self._ca = trustme.CA()

    @property
    def pem(self) -> str:
        """The certificate of the authority itself."""
        return self._ca.cert_pem.bytes().decode()

    def serve(self, *names: str, first_day: int = -1, last_day: int = 30) -> ssl.SSLContext:
        """A server's side of TLS, for this machine unless other names are given; days from now."""
        now = datetime.now(UTC)
        certificate = self._ca.issue_cert(
            *(names or LOCAL),
            not_before=now + timedelta(days=first_day),
            not_after=now + timedelta(days=last_day),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context
