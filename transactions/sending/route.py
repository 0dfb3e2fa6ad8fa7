"""Through which interface an accepted transaction is sent."""

from dataclasses import dataclass
from datetime import datetime

from interfaces.models import Interface
from interfaces.payback.credentials import Credentials
from interfaces.queries import get_effective_interface
from interfaces.secrets.sealed import SecretUnreadable
from transactions.choices import Reason
from transactions.models import Delivery, Transaction


class NoRoute(Exception):
    """The transaction cannot be sent with today's settings; `reason` is why it has to wait."""

    def __init__(self, reason: Reason, fingerprint: str) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.fingerprint = fingerprint


@dataclass(frozen=True, slots=True)
class Route:
    """An interface, and its credentials in the clear for one call."""

    interface: Interface
    credentials: Credentials


def choose_route(*, delivery: Delivery, at: datetime) -> Route:
    """The interface that applies now, or else the one the transaction was accepted through.

    Either must still carry the partner short name frozen at acceptance, for the points belong to
    that partner; its credentials are the newest ones. An interface that was switched off since
    still serves what was accepted through it.

    :raises NoRoute: no such interface, its address is unusable or not allowed by the operator, its
        password is missing, or password or card number are unreadable.
    """
    frozen = delivery.transaction
    winner = get_effective_interface(workstation=frozen.workstation, at=at).winner
    usable = [
        row
        for row in (winner, frozen.interface)
        if row is not None and row.partner_short_name == frozen.partner_short_name
    ]
    if not usable:
        raise NoRoute(Reason.PARTNER_CHANGED, frozen.interface.settings_fingerprint)
    interface = usable[0]
    password = _open_password(interface)
    if not password or not interface.may_be_called or not _has_readable_card(frozen):
        raise NoRoute(Reason.CONFIGURATION, interface.settings_fingerprint)
    address = interface.endpoint.url
    return Route(interface, Credentials(interface.username, password, address))


def _has_readable_card(frozen: Transaction) -> bool:
    try:
        return bool(frozen.card)
    except SecretUnreadable:
        return False


def _open_password(interface: Interface) -> str | None:
    try:
        return interface.password
    except SecretUnreadable:
        return None
