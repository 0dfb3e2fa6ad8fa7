"""Why something was not accepted; nothing was stored."""

from interfaces.choices import NotReady


class WorkstationNotReady(Exception):
    """No interface applies to the workstation; nothing was stored."""

    def __init__(self, reason: NotReady) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ReceiptReused(Exception):
    """The receipt already has a transaction of this kind with other content."""


class KeyReused(Exception):
    """The idempotency key came before with another body."""


class KeyBusy(Exception):
    """The first request with this key is still being worked on."""


class OriginalNotFound(Exception):
    """The branch has no such earlier transaction."""


class AlreadyReversed(Exception):
    """The original is undone, or is being undone."""


class NotReversible(Exception):
    """PAYBACK knows no undoing of this kind."""


class RefundTooLarge(Exception):
    """More would come back than was sold and has not come back yet."""


class LineNotOnOriginal(Exception):
    """`position` counts the returned lines from 0; no line of the original looks like it."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class ConfirmationTooLate(Exception):
    """The redemption is undone, or is being undone."""
