"""Whose calls are accepted: partner short name, user and password, in header and body."""

import base64
import binascii
import hmac
import threading
from dataclasses import dataclass, field

from interfaces.simulator.refusals import Code, Refused
from interfaces.simulator.soap import Message

PARTNER_PATHS = (
    "ConsumerIdentification/Partner/PartnerShortName",
    "CollectEventData/Partner/PartnerShortName",
    "RedemptionEvent/Partner/PartnerShortName",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What a partner was given by the pretend PAYBACK."""

    partner: str
    username: str
    password: str = field(repr=False)


class Access:
    """The one set of credentials that is accepted at the moment."""

    def __init__(self, credentials: Credentials) -> None:
        """Accept `credentials`, now and after every restore."""
        self._lock = threading.Lock()
        self._original = credentials
        self._current = credentials

    def change(self, credentials: Credentials) -> None:
        """Accept `credentials` instead, until the next restore or restart."""
        with self._lock:
            self._current = credentials

    def restore(self) -> None:
        """Accept again what the simulator was started with."""
        self.change(self._original)

    def admits(self, authorization: str) -> bool:
        """Tell whether an Authorization header carries HTTP Basic with the right pair."""
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            given = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return False
        accepted = f"{self._current.username}:{self._current.password}"
        return hmac.compare_digest(given, accepted.encode())

    def check(self, message: Message) -> None:
        """Compare user, password and partner short name in the body.

        :raises Refused: LMS_00017 for user or password, LMS_00006 for the partner.
        """
        current = self._current
        authentication = "ConsumerIdentification/ConsumerAuthentication"
        given = "\n".join(
            (
                message.text(f"{authentication}/Principal"),
                message.text(f"{authentication}/Credential"),
            )
        )
        accepted = f"{current.username}\n{current.password}"
        if not hmac.compare_digest(given.encode(), accepted.encode()):
            raise Refused(Code.CREDENTIAL_INVALID)
        partners = [name for path in PARTNER_PATHS for name in message.texts(path)]
        if any(name != current.partner for name in partners):
            raise Refused(Code.PARTNER_UNKNOWN)
