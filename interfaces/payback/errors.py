"""Failed calls, told apart by what the caller must do next."""

from interfaces.payback.faults import Meaning
from interfaces.payback.records import CallRecord


class PaybackError(Exception):
    """A call without a booking to report. ``reason`` is a short code and holds no secret."""

    def __init__(self, reason: str, record: CallRecord, cause: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.record = record
        self.cause = cause


class NotSent(PaybackError):
    """Certainly nothing arrived: repeating is free of risk.

    Reasons: ``dns``, ``address``, ``connect``, ``tls``, ``reset``; the ``cause`` is finer. And
    ``other_address``: the credentials belong to another address than the call was to go to. And
    ``deadline``: the time for the call was over before it began.
    """


class OutcomeUnknown(PaybackError):
    """Something may have arrived and no readable answer came back.

    Reasons: ``timeout``, ``reset``, ``truncated``, ``garbage``, ``too_large``, ``http_<status>``,
    ``soap_fault``, ``fault <code>``.
    """


class Refused(PaybackError):
    """PAYBACK said no. ``text`` is a German sentence for the cashier."""

    def __init__(self, code: str, meaning: Meaning, text: str, record: CallRecord) -> None:
        super().__init__(f"fault {code}", record)
        self.code = code
        self.meaning = meaning
        self.text = text


class Misconfigured(PaybackError):
    """PAYBACK does not accept us: no call will succeed until the settings change."""

    def __init__(self, code: str, record: CallRecord) -> None:
        super().__init__(code, record)
        self.code = code


class Unfit(PaybackError):
    """The message does not fit on the wire: nothing was sent, and repeating will not help.

    The reason names the part and the fault, like ``coupon: length``.
    """
