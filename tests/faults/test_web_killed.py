"""The web server dies by `kill -9` in the middle of a request; the till repeats it and is safe."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import requests

from tests.faults.cases import EVERY_KIND, Case, prepare_all
from tests.faults.paying import redeem, take_payer, write_redemption
from tests.faults.stack import Stack
from tests.faults.till import Till

REDEMPTION = "ProcessDirectRedemptionEvent"
NOT_COMMITTED = ("before_insert", "after_insert")
COMMITTED = ("before_doorbell", "after_doorbell", "after_commit", "before_answer")
NOT_STARTED = ("after_commit", "after_claim")
NOTHING_ARRIVED = ("after_started", "before_first_byte")
MAY_HAVE_ARRIVED = ("after_last_byte", "after_answer", "before_record")
ANSWER_LOST = ("after_record", "before_answer")
FOR_REDEMPTIONS = (
    *NOT_COMMITTED,
    *NOT_STARTED,
    *NOTHING_ARRIVED,
    *MAY_HAVE_ARRIVED,
    *ANSWER_LOST,
)

Victims = Mapping[tuple[str, str], "Victim"]
Payers = Mapping[str, tuple[Till, dict[str, object], list[str]]]


@dataclass(frozen=True)
class Victim:
    """What was asked, the transactions that are left of it, and what a repeat hears at once."""

    case: Case
    left: list[str]
    repeat: requests.Response


@pytest.fixture(scope="module")
def killed(running_stack: Stack) -> tuple[Victims, Payers]:
    """What was asked of a server that killed itself at each place, and what it left behind.

    Its parent puts another process in the place of the dead one, for the next kind.
    """
    stack = running_stack
    stack.restore()
    cases = {point: prepare_all(stack) for point in (*NOT_COMMITTED, *COMMITTED)}
    victims: dict[tuple[str, str], Victim] = {}
    payers = {}
    for point in dict.fromkeys((*NOT_COMMITTED, *COMMITTED, *FOR_REDEMPTIONS)):
        stack.start("web-doomed", CRASH_POINT=point)
        url = stack.url_of("web-doomed")
        for kind, case in cases.get(point, {}).items():
            stack.wait_for_web("web-doomed")
            with pytest.raises(requests.ConnectionError):
                case.post(url=url)
            victims[kind, point] = Victim(case, case.list_stored(), case.post())
        if point in FOR_REDEMPTIONS:
            stack.wait_for_web("web-doomed")
            payers[point] = pay(stack, url)
        stack.kill("web-doomed")
    return victims, payers


@pytest.fixture(scope="module")
def victims(killed: tuple[Victims, Payers]) -> Victims:
    """What is stored and forwarded."""
    return killed[0]


@pytest.fixture(scope="module")
def payers(killed: tuple[Victims, Payers]) -> Payers:
    """Redemptions, which only the request sends that died."""
    return killed[1]


def pay(stack: Stack, url: str) -> tuple[Till, dict[str, object], list[str]]:
    """The till, what it asked, and the transactions that are left of it."""
    till = take_payer(stack)
    body = write_redemption(till)
    with pytest.raises(requests.ConnectionError):
        redeem(till, body, url=url)
    return till, body, till.witness.list_sales(body["receipt_number"])


@pytest.mark.usefixtures("stack")
@EVERY_KIND
class TestWebKilled:
    @pytest.mark.parametrize("point", NOT_COMMITTED)
    def test_before_the_commit_leaves_nothing_and_the_repeat_creates_it(
        self, victims: Victims, kind: str, point: str
    ) -> None:
        victim = victims[kind, point]

        assert victim.left == []
        assert victim.repeat.status_code in {201, 202}
        victim.case.assert_done_once(victim.repeat.json()["id"])

    @pytest.mark.parametrize("point", COMMITTED)
    def test_after_the_commit_does_it_all_the_same_and_answers_the_repeat(
        self, victims: Victims, kind: str, point: str
    ) -> None:
        case, (asked,) = victims[kind, point].case, victims[kind, point].left
        busy = victims[kind, point].repeat
        case.till.witness.wait_for("booked", asked)
        case.till.witness.end_work_time(case.key)

        answered, stored = case.post(), case.post()

        assert (busy.status_code, busy.json()["code"]) == (409, "key_busy")
        assert (answered.status_code, answered.json()["id"]) == (201, asked)
        assert (stored.status_code, stored.json()) == (201, answered.json())
        assert stored.headers["Idempotency-Replayed"] == "true"
        case.assert_done_once(asked)


@pytest.mark.usefixtures("stack")
class TestWebKilledInARedemption:
    @pytest.mark.parametrize("point", NOT_COMMITTED)
    def test_before_the_commit_leaves_nothing_and_the_repeat_pays(
        self, payers: Payers, point: str
    ) -> None:
        till, body, left = payers[point]

        repeat = redeem(till, body)

        assert (left, repeat.json()["outcome"]) == ([], "booked")
        assert len(till.witness.bookings()) == 1

    @pytest.mark.parametrize("point", NOT_STARTED)
    def test_before_the_call_has_it_cancelled_and_never_sent(
        self, payers: Payers, point: str
    ) -> None:
        till, _body, (sale,) = payers[point]

        till.witness.wait_for("cancelled", sale)

        assert till.witness.calls(sale) == []

    @pytest.mark.parametrize("point", [*NOTHING_ARRIVED, *MAY_HAVE_ARRIVED])
    def test_in_the_call_has_it_undone(self, payers: Payers, point: str) -> None:
        till, _body, (sale,) = payers[point]

        till.witness.wait_for("reversed", sale)

        calls = [call["operation"] for call in till.witness.calls(sale)]
        assert till.witness.net() == 0
        assert calls == [REDEMPTION] * (point in MAY_HAVE_ARRIVED)

    @pytest.mark.parametrize("point", ANSWER_LOST)
    def test_after_the_record_has_it_undone_for_want_of_a_confirmation(
        self, payers: Payers, point: str
    ) -> None:
        till, _body, (sale,) = payers[point]
        assert till.witness.row(sale)["state"] == "booked"

        till.witness.end_confirm_time(sale)

        till.witness.wait_for("reversed", sale)
        assert till.witness.net() == 0
