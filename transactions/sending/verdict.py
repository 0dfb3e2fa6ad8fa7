"""What one call to PAYBACK ended with, and what follows from it."""

from dataclasses import dataclass

from interfaces.payback.errors import (
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    PaybackError,
    Refused,
    Unfit,
)
from interfaces.payback.faults import Meaning
from interfaces.payback.messages import BookingAnswer
from interfaces.payback.records import CallRecord
from transactions.choices import Kind, Reason, State, Verdict
from transactions.models import Transaction


@dataclass(frozen=True, slots=True)
class CallResult:
    """One finished call. `points`, `balance`, `applied_coupons` are None while unknown."""

    verdict: Verdict
    record: CallRecord
    code: str = ""
    meaning: Meaning | None = None
    points: int | None = None
    balance: int | None = None
    applied_coupons: list[str] | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where the delivery goes; `retries` tells that it will be sent again by itself.

    `original` is where the original of a reversal goes with it. `is_not_found` notes that PAYBACK
    did not find that original. `counts` is False where the call certainly booked nothing.
    """

    state: State
    reason: Reason = Reason.NONE
    retries: bool = False
    original: State | None = None
    is_not_found: bool = False
    counts: bool = True


def read_answer(answer: BookingAnswer, record: CallRecord, *, row: Transaction) -> CallResult:
    """The result of a call for `row` that PAYBACK said yes to."""
    applied = [booking.marketing_code for booking in answer.bookings if booking.marketing_code]
    return CallResult(
        verdict=Verdict.BOOKED,
        record=record,
        points=_read_points(answer, row),
        balance=answer.balance,
        applied_coupons=applied if row.kind == Kind.COLLECT else None,
    )


def _read_points(answer: BookingAnswer, row: Transaction) -> int | None:
    """What the account gained; which sign PAYBACK gives it is not known for every operation."""
    if row.kind == Kind.COLLECT:
        return answer.points
    if row.kind == Kind.REDEEM and answer.points is None:
        return -(row.points_asked or 0)
    if answer.points is None:
        return None
    gives = row.original is not None and row.original.kind == Kind.REDEEM
    return abs(answer.points) if gives else -abs(answer.points)


def read_error(error: PaybackError) -> CallResult:
    """The result of a call that ended otherwise."""
    match error:
        case Refused(meaning=Meaning.DUPLICATE_RECEIPT):
            verdict = Verdict.DUPLICATE
        case Refused():
            verdict = Verdict.REFUSED
        case Unfit():
            verdict = Verdict.UNFIT
        case Misconfigured():
            verdict = Verdict.MISCONFIGURED
        case NotSent():
            verdict = Verdict.NOT_SENT
        case OutcomeUnknown() | _:
            verdict = Verdict.UNKNOWN
    code = error.code if isinstance(error, Refused | Misconfigured) else error.reason
    meaning = error.meaning if isinstance(error, Refused) else None
    return CallResult(verdict=verdict, record=error.record, code=code[:40], meaning=meaning)


def decide_next_step(result: CallResult, *, earlier_arrivals: int) -> NextStep:
    """The rule of collects and refunds.

    `earlier_arrivals` counts calls before this one that may have arrived.

    "Already processed" is success on a repeat, for then it is our own earlier call that arrived. On
    the first call it means that somebody else used the number. A refusal after a call whose answer
    nobody saw does not prove that this one booked nothing.
    """
    is_repeat = earlier_arrivals > 0
    match result.verdict:
        case Verdict.BOOKED:
            step = NextStep(State.BOOKED)
        case Verdict.DUPLICATE if is_repeat:
            step = NextStep(State.BOOKED)
        case Verdict.DUPLICATE:
            step = NextStep(State.ATTENTION, Reason.RECEIPT_NUMBER_TAKEN)
        case Verdict.REFUSED:
            step = _decide_refusal(result, is_repeat=is_repeat)
        case Verdict.MISCONFIGURED:
            step = NextStep(State.HELD, Reason.CREDENTIALS)
        case Verdict.UNFIT:
            step = NextStep(State.ATTENTION, Reason.MESSAGE_UNFIT)
        case Verdict.NOT_SENT if not is_repeat:
            step = NextStep(State.DUE, retries=True)
        case _:
            step = NextStep(State.UNKNOWN, retries=True)
    return step


def _decide_refusal(result: CallResult, *, is_repeat: bool) -> NextStep:
    if result.meaning == Meaning.COUPON_REJECTED:
        return NextStep(State.ATTENTION, Reason.COUPON)
    if is_repeat:
        return NextStep(State.ATTENTION, Reason.REFUSED_AFTER_UNKNOWN)
    return NextStep(State.REFUSED)
