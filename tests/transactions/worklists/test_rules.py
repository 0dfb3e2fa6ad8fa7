"""State × reason × decision: what fits, and where it leads."""

from itertools import product
from typing import Any

import pytest

from transactions.choices import FINAL_STATES, LEGAL_MOVES, Kind, Reason, State
from transactions.worklists.rules import Action, Obstacle, Original, Situation, decide

# One line a situation: kind, state, reason, possible arrivals, and the fates of release, retry,
# keep, undo and write-off; "-" where the question is not about an unconfirmed redemption.
TABLE = """
collect  due       -                     0 | not_held      by_itself    - - cancelled
refund   due       -                     0 | not_held      by_itself    - - cancelled
reversal due       -                     0 | not_held      by_itself    - - by_itself
reversal due       reversal_overdue      0 | not_held      by_itself    - - by_itself
redeem   due       -                     0 | not_held      never_repeated - - by_itself
collect  claimed   -                     0 | in_flight     in_flight   in_flight in_flight in_flight
collect  started   -                     1 | in_flight     in_flight   in_flight in_flight in_flight
collect  unknown   -                     1 | not_held      by_itself    - - may_be_booked
reversal unknown   reversal_overdue      6 | not_held      by_itself    - - may_be_booked
redeem   unknown   -                     1 | not_held      never_repeated - - by_itself
collect  held      credentials           0 | due           held         - - cancelled
collect  held      credentials           1 | unknown       held         - - may_be_booked
reversal held      credentials           0 | due           held         - - refused
collect  held      configuration         0 | due           held         - - cancelled
collect  held      partner_changed       0 | due           held         - - cancelled
refund   held      original_pending      0 | original_open held         - - original_open
reversal held      original_pending      0 | original_open held         - - original_open
collect  attention clock                 0 | not_held      due          - - cancelled
collect  attention message_unfit         0 | not_held      due          - - cancelled
collect  attention message_unfit         1 | not_held      unknown      - - refused
collect  attention coupon                1 | not_held      due          - - refused
collect  attention coupon                2 | not_held      unknown      - - refused
collect  attention refused_after_unknown 2 | not_held      unknown      - - refused
refund   attention refused_after_unknown 2 | not_held      unknown      - - refused
collect  attention receipt_number_taken  1 | not_held      number_taken - - refused
refund   attention receipt_number_taken  1 | not_held      number_taken - - refused
reversal attention receipt_number_taken  1 | not_held      number_taken - - refused
reversal attention message_unfit         0 | not_held      due          - - refused
reversal attention original_missing      1 | not_held      due          - - refused
reversal attention original_missing      2 | not_held      unknown      - - refused
redeem   attention not_confirmed         1 | not_held      never_repeated booked booked keep_or_undo
collect  booked    -                     1 | finished      finished     finished finished finished
collect  refused   -                     1 | finished      finished     finished finished finished
collect  refused   written_off           1 | finished      finished     finished finished finished
redeem   reversed  -                     1 | finished      finished     finished finished finished
collect  cancelled written_off           0 | finished      finished     finished finished finished
"""
ORDER = [Action.RELEASE, Action.RETRY, Action.KEEP, Action.UNDO, Action.WRITE_OFF]
LINES = [line for line in TABLE.splitlines() if line]


def read_situation(line: str) -> Situation:
    kind, state, reason, arrivals = line.partition("|")[0].split()
    return Situation(
        state=State(state),
        kind=Kind(kind),
        reason=Reason("" if reason == "-" else reason),
        attempt_number=1,
        possible_arrivals=int(arrivals),
        is_due=True,
    )


def read_fates(line: str) -> list[str]:
    fates = line.partition("|")[2].split()
    return [Obstacle.NOT_HERE.value if fate == "-" else fate for fate in fates]


class TestDecide:
    @pytest.mark.parametrize("line", LINES, ids=[" ".join(line.split()[:4]) for line in LINES])
    def test_follows_the_table(self, line: str) -> None:
        situation = read_situation(line)

        assert [decide(action, situation).value for action in ORDER] == read_fates(line)

    @pytest.mark.parametrize("line", LINES, ids=[" ".join(line.split()[:4]) for line in LINES])
    def test_leads_only_where_moves_lead(self, line: str) -> None:
        situation = read_situation(line)

        led = {decide(action, situation) for action in ORDER} - set(Obstacle)
        assert led <= LEGAL_MOVES[situation.state]

    @pytest.mark.parametrize(
        ("state", "action"), list(product(sorted(FINAL_STATES), ORDER)), ids=str
    )
    def test_leaves_alone_what_is_finished(self, state: State, action: Action) -> None:
        for_sure = Situation(state=state, kind=Kind.COLLECT)

        assert decide(action, for_sure) == Obstacle.FINISHED

    @pytest.mark.parametrize("arrivals", [0, 1, 2, 7])
    @pytest.mark.parametrize("kind", Kind)
    def test_never_repeats_a_number_that_is_taken(self, kind: Kind, arrivals: int) -> None:
        situation = Situation(
            state=State.ATTENTION,
            kind=kind,
            reason=Reason.RECEIPT_NUMBER_TAKEN,
            attempt_number=1,
            possible_arrivals=arrivals,
        )

        assert decide(Action.RETRY, situation) in Obstacle

    @pytest.mark.parametrize("reason", Reason)
    @pytest.mark.parametrize("state", State)
    def test_never_calls_a_written_off_reversal_cancelled(
        self, state: State, reason: Reason
    ) -> None:
        situation = Situation(state=state, kind=Kind.REVERSAL, reason=reason, attempt_number=1)

        assert decide(Action.WRITE_OFF, situation) != State.CANCELLED

    @pytest.mark.parametrize("state", [State.DUE, State.UNKNOWN])
    def test_sends_a_waiting_row_before_its_time(self, state: State) -> None:
        situation = Situation(state=state, kind=Kind.COLLECT, attempt_number=3)

        assert decide(Action.RETRY, situation) == state

    @pytest.mark.parametrize(
        ("original", "fate"),
        [
            (Original.OPEN, Obstacle.ORIGINAL_OPEN),
            (Original.WITHOUT_POINTS, Obstacle.ORIGINAL_NOT_BOOKED),
            (Original.BOOKED, State.DUE),
        ],
    )
    def test_sends_a_refund_only_after_its_original(
        self, original: Original, fate: State | Obstacle
    ) -> None:
        situation = Situation(
            state=State.ATTENTION, kind=Kind.REFUND, reason=Reason.CLOCK, original=original
        )

        assert decide(Action.RETRY, situation) == fate

    def test_does_not_write_off_what_decides_a_redemption(self) -> None:
        situation = Situation(
            state=State.ATTENTION,
            kind=Kind.REVERSAL,
            reason=Reason.MESSAGE_UNFIT,
            original=Original.UNKNOWN,
        )

        assert decide(Action.WRITE_OFF, situation) == Obstacle.ORIGINAL_OPEN

    @pytest.mark.parametrize(("arrivals", "fate"), [(1, State.REFUSED), (2, Obstacle.FOLLOWED)])
    def test_does_not_write_off_what_may_be_booked_and_is_waited_for(
        self, arrivals: int, fate: State | Obstacle
    ) -> None:
        situation = Situation(
            state=State.ATTENTION,
            kind=Kind.COLLECT,
            reason=Reason.COUPON,
            possible_arrivals=arrivals,
            is_waited_for=True,
        )

        assert decide(Action.WRITE_OFF, situation) == fate

    @pytest.mark.parametrize(
        ("changes", "fate"),
        [
            ({"is_reached": False}, Obstacle.NO_ROUTE),
            ({"is_stopped": True}, Obstacle.STOPPED),
            ({}, State.DUE),
        ],
        ids=["no route", "stopped", "free"],
    )
    def test_releases_only_where_the_settings_lead_to_payback(
        self, changes: dict[str, Any], fate: State | Obstacle
    ) -> None:
        situation = Situation(
            state=State.HELD, kind=Kind.COLLECT, reason=Reason.CREDENTIALS, **changes
        )

        assert decide(Action.RELEASE, situation) == fate

    def test_does_not_keep_what_is_being_undone(self) -> None:
        situation = Situation(
            state=State.ATTENTION,
            kind=Kind.REDEEM,
            reason=Reason.NOT_CONFIRMED,
            possible_arrivals=1,
            is_being_undone=True,
        )

        assert decide(Action.KEEP, situation) == Obstacle.UNDOING
