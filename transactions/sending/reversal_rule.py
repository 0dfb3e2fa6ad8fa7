"""The rule of a reversal: repeated until PAYBACK acknowledges it, never dropped."""

from datetime import datetime, timedelta

from django.conf import settings

from interfaces.payback.faults import Meaning
from transactions.choices import Reason, State, Verdict
from transactions.models import Delivery
from transactions.sending.verdict import CallResult, NextStep

ALARM_AT_ATTEMPT = 6
PAUSES_IN_FIRSTS = (1, 2, 4, 8, 15, 30, 60)
UNDONE = NextStep(State.BOOKED, original=State.REVERSED)


def get_reversal_pause(*, failures: int) -> timedelta:
    """How long a reversal waits: 60 s before its first call, then 1, 2, 4, 8, 15, 30, 60 minutes.

    The setting REVERSAL_FIRST_SECONDS scales all of them.
    """
    position = min(max(failures - 1, 0), len(PAUSES_IN_FIRSTS) - 1)
    return timedelta(seconds=settings.REVERSAL_FIRST_SECONDS * PAUSES_IN_FIRSTS[position])


def decide_reversal(
    result: CallResult,
    *,
    reversal: Delivery,
    original: Delivery,
    earlier_arrivals: int,
    now: datetime,
) -> NextStep:
    """Where a reversal goes after a call, and its original with it.

    "Already reversed" is success. "Not found" counts when it is said again after the quarantine,
    for PAYBACK may still book a redemption whose answer nobody saw. From the sixth call without
    success on, people are told; the calls go on.
    """
    match result.verdict:
        case Verdict.BOOKED:
            return UNDONE
        case Verdict.DUPLICATE if earlier_arrivals > 0:
            return UNDONE
        case Verdict.DUPLICATE:
            return NextStep(State.ATTENTION, Reason.RECEIPT_NUMBER_TAKEN)
        case Verdict.MISCONFIGURED:
            return NextStep(State.HELD, Reason.CREDENTIALS)
        case Verdict.UNFIT:
            return NextStep(State.ATTENTION, Reason.MESSAGE_UNFIT)
        case _:
            return _decide_open(result, reversal, original, earlier_arrivals, now)


def _decide_open(
    result: CallResult,
    reversal: Delivery,
    original: Delivery,
    earlier_arrivals: int,
    now: datetime,
) -> NextStep:
    if result.meaning == Meaning.ALREADY_REVERSED:
        return UNDONE
    is_not_found = result.meaning == Meaning.ORIGINAL_UNKNOWN
    if is_not_found and _is_quarantine_over(reversal, now):
        if original.state == State.BOOKED:
            return NextStep(State.ATTENTION, Reason.ORIGINAL_MISSING)
        return UNDONE
    may_be_booked = earlier_arrivals > 0 or result.verdict == Verdict.UNKNOWN
    is_overdue = reversal.attempt_number >= ALARM_AT_ATTEMPT
    return NextStep(
        State.UNKNOWN if may_be_booked else State.DUE,
        Reason.REVERSAL_OVERDUE if is_overdue else Reason.NONE,
        retries=True,
        is_not_found=is_not_found,
        counts=result.verdict != Verdict.REFUSED,
    )


def _is_quarantine_over(reversal: Delivery, now: datetime) -> bool:
    quarantine = timedelta(seconds=settings.REVERSAL_QUARANTINE_SECONDS)
    return reversal.not_found_at is not None and now - reversal.not_found_at >= quarantine
