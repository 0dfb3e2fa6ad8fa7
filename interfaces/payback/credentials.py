"""The partner's user and password, in a shape that does not print itself."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password of one partner. The password never shows in ``repr`` or ``str``.

    ``address`` is the URL a stored password belongs to, and the only one it is sent to; None for a
    password that a person has just entered for the address in question.
    """

    username: str
    password: str = field(repr=False)
    address: str | None = None
