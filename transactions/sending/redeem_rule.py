"""The rule of a redemption: only a certain yes is a yes, and only a certain no is left alone."""

from transactions.choices import Reason, State, Verdict
from transactions.sending.verdict import CallResult, NextStep


def decide_redemption(result: CallResult) -> NextStep:
    """Where a redemption goes after its one call; unknown means that it is going to be undone.

    "Already processed" is no certain yes: nobody but this call uses the number.
    """
    match result.verdict:
        case Verdict.BOOKED:
            return NextStep(State.BOOKED)
        case Verdict.REFUSED:
            return NextStep(State.REFUSED)
        case Verdict.MISCONFIGURED:
            return NextStep(State.REFUSED, Reason.CREDENTIALS)
        case Verdict.UNFIT:
            return NextStep(State.REFUSED, Reason.MESSAGE_UNFIT)
        case Verdict.NOT_SENT:
            return NextStep(State.CANCELLED, Reason.UNREACHABLE)
        case _:
            return NextStep(State.UNKNOWN)
