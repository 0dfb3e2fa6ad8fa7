"""The one seam of these tests: a client that says what a test wants PAYBACK to say."""

from collections.abc import Callable
from typing import Any, Self

from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.errors import Misconfigured, NotSent, OutcomeUnknown, PaybackError, Refused
from interfaces.payback.faults import Meaning
from interfaces.payback.messages import (
    Booking,
    BookingAnswer,
    Purchase,
    Redemption,
    Refund,
    Reversal,
)
from interfaces.payback.profile import WireProfile
from interfaces.payback.records import CallRecord

RECORD = CallRecord(
    operation="ProcessPurchaseEvent",
    origin="https://payback.example:443",
    request_masked="<request/>",
    answer_masked="<answer/>",
    http_status=200,
    duration_ms=12,
)
YES = BookingAnswer(
    points=249,
    balance=1569,
    bookings=(Booking(transaction_type=100, points=249, marketing_code="DEMO-X3"),),
)


def refusal(code: str, meaning: Meaning) -> Refused:
    """PAYBACK's no."""
    return Refused(code, meaning, "Nein.", RECORD)


NO_MEMBER = refusal("LMS_00003", Meaning.MEMBER_UNKNOWN)
KNOWN_ALREADY = refusal("LOY-00175", Meaning.DUPLICATE_RECEIPT)
NO_ORIGINAL = refusal("SIM_00002", Meaning.ORIGINAL_UNKNOWN)
UNDONE_ALREADY = refusal("SIM_00003", Meaning.ALREADY_REVERSED)
WRONG_PIN = refusal("SIM_00001", Meaning.PIN_WRONG)
NO_COUPON = refusal("SIM_00005", Meaning.COUPON_REJECTED)
REJECTED = Misconfigured("http_401", RECORD)
UNREACHABLE = NotSent("connect", RECORD)
SILENCE = OutcomeUnknown("timeout", RECORD)


class PretendClient:
    """Stands where `PaybackClient` is made; keeps what it was made with and what was said to it."""

    def __init__(self) -> None:
        self.end: BookingAnswer | PaybackError = YES
        self.credentials: list[Credentials] = []
        self.endpoints: list[Endpoint] = []
        self.purchases: list[Purchase] = []
        self.refunds: list[Refund] = []
        self.reversals: list[tuple[str, Reversal]] = []
        self.redemptions: list[Redemption] = []
        self.limits: list[float] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def make(
        self, *, endpoint: Endpoint, credentials: Credentials, profile: WireProfile, **_others: Any
    ) -> Self:
        """What the code under test takes for the class."""
        self.limits.append(profile.total_timeout_seconds)
        self.endpoints.append(endpoint)
        self.credentials.append(credentials)
        return self

    def process_purchase(self, purchase: Purchase) -> tuple[BookingAnswer, CallRecord]:
        """Lets `meanwhile` happen, then ends as `end` says."""
        self.purchases.append(purchase)
        return self._answer()

    def refund_purchase(self, refund: Refund) -> tuple[BookingAnswer, CallRecord]:
        """The same for a refund."""
        self.refunds.append(refund)
        return self._answer()

    def reverse_collect(self, reversal: Reversal) -> tuple[BookingAnswer, CallRecord]:
        """The same for the undoing of a collect."""
        self.reversals.append(("collect", reversal))
        return self._answer()

    def reverse_redemption(self, reversal: Reversal) -> tuple[BookingAnswer, CallRecord]:
        """The same for the undoing of a redemption."""
        self.reversals.append(("redeem", reversal))
        return self._answer()

    def redeem(self, redemption: Redemption) -> tuple[BookingAnswer, CallRecord]:
        """The same for a redemption."""
        self.redemptions.append(redemption)
        return self._answer()

    def _answer(self) -> tuple[BookingAnswer, CallRecord]:
        self.meanwhile()
        if isinstance(self.end, PaybackError):
            raise self.end
        return self.end, RECORD
