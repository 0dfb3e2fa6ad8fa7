"""The partner's user and password, in a shape that does not print itself."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password of one partner. The password never shows in ``repr`` or ``str``."""

    username: str
    password: str = field(repr=False)
