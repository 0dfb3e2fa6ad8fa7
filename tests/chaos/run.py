"""One run: tills and saboteur together, then peace, then the checker."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from payback_site.embedded.errors import ProgramFailed
from tests.chaos.plan import TROUBLES, Plan
from tests.chaos.sabotage import Saboteur
from tests.chaos.tally import Tally
from tests.chaos.tills import GoodTill
from tests.faults.paying import PIN
from tests.faults.stack import Stack
from tests.faults.waiting import GLANCE_SECONDS, wait_until

BALANCE = 10_000_000
SETTLE_SECONDS = 120.0
END_PAUSES = "UPDATE transactions_gate SET closed_until = now() WHERE closed_until > now()"
END_CONFIRM_TIMES = (
    "UPDATE transactions_delivery SET confirm_by = now()"
    " WHERE state = 'booked' AND confirm_by > now() AND confirmed_at IS NULL"
)
COUNT_OPEN = (
    "SELECT count(*) FROM transactions_delivery"
    " WHERE state IN ('due', 'claimed', 'started', 'unknown', 'held')"
    " OR (state = 'booked' AND confirm_by IS NOT NULL AND confirmed_at IS NULL)"
)
FATES = (
    "SELECT t.id::text, t.kind, d.state, d.reason FROM transactions_transaction t"
    " JOIN transactions_delivery d ON d.transaction_id = t.id"
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a run came to. `broken` are promises to tills that were not kept."""

    plan: Plan
    seconds: float
    kills: int
    struck: dict[str, int]
    counts: dict[str, int]
    ends: dict[str, int]
    broken: list[str]
    has_no_difference: bool
    checked: str

    @property
    def is_clean(self) -> bool:
        """Whether every count that must be 0 is 0."""
        return self.has_no_difference and not self.broken and "undecided: 0" in self.checked

    @property
    def asked(self) -> int:
        """How many transactions tills asked for."""
        return sum(count for name, count in self.counts.items() if name.startswith("asked "))

    def write(self) -> str:
        """The printed report."""
        blows = ", ".join(f"{name} {count}" for name, count in sorted(self.struck.items()))
        lines = [
            f"seed {self.plan.seed}: {self.asked} transactions in {self.seconds:.0f} s",
            f"killed by SIGKILL: {self.kills}",
            f"struck: {blows}",
            "the tills:",
            *(f"  {name}: {count}" for name, count in sorted(self.counts.items())),
            "ended as:",
            *(f"  {name}: {count}" for name, count in sorted(self.ends.items())),
            f"promises broken: {len(self.broken)}",
            *(f"  {line}" for line in self.broken),
            "check_ledger:",
            *(f"  {line}" for line in self.checked.splitlines()),
        ]
        return "\n".join(lines)


def run_chaos(stack: Stack, plan: Plan, *, stop_database: Callable[[], None]) -> Result:
    """Let it happen, wait until everything is settled, and compare.

    :raises AssertionError: a till was never answered, was answered as it may not be, or the rows
        were not settled in time.
    """
    begin, tally, saboteur = time.monotonic(), Tally(), Saboteur(stack, plan)
    tills = [_take_till(stack, saboteur, plan, number, tally) for number in range(plan.tills)]
    _order_troubles(stack, plan)
    saboteur.set_up()
    _run_side_by_side(tills, saboteur, plan, tally, stop_database)
    struck = saboteur.kills
    _make_peace(stack)
    _wait_until_settled(stack)
    has_no_difference, checked = _check(stack)
    rows = stack.database.read(FATES)
    ends = [f"{row['kind']} {row['state']} {row['reason']}".strip() for row in rows]
    return Result(
        plan=plan,
        seconds=time.monotonic() - begin,
        kills=struck,
        struck=dict(saboteur.struck),
        counts=dict(tally.counts),
        ends={end: ends.count(end) for end in set(ends)},
        broken=_list_broken(tally, {row["id"]: row["state"] for row in rows}),
        has_no_difference=has_no_difference,
        checked=checked,
    )


def _take_till(stack: Stack, saboteur: Saboteur, plan: Plan, number: int, tally: Tally) -> GoodTill:
    till = stack.take_till()
    stack.simulator.put_member(till.place.card, balance=BALANCE, pin=PIN)
    seed = f"till {number} {plan.seed}"
    return GoodTill(till, seed=seed, choose_url=saboteur.choose_url, tally=tally)


def _order_troubles(stack: Stack, plan: Plan) -> None:
    for number, trouble in enumerate(TROUBLES):
        stack.simulator.trouble(
            **trouble, calls=None, probability=plan.trouble_chance, seed=plan.seed + number
        )


def _run_side_by_side(
    tills: list[GoodTill],
    saboteur: Saboteur,
    plan: Plan,
    tally: Tally,
    stop_database: Callable[[], None],
) -> None:
    failed = threading.Event()

    def get_share() -> float:
        return tally.transactions / plan.transactions

    def may_go_on() -> bool:
        while not saboteur.allows(get_share()) and not failed.is_set():
            time.sleep(GLANCE_SECONDS)
        return get_share() < 1 and not failed.is_set()

    with ThreadPoolExecutor(plan.tills) as pool:
        works: list[Future[None]] = [pool.submit(till.work, may_go_on) for till in tills]
        try:
            while not all(work.done() for work in works):
                saboteur.keep_pace(min(get_share(), 1.0), stop_database=stop_database)
                time.sleep(GLANCE_SECONDS)
        finally:
            failed.set()
    for work in works:
        work.result()


def _make_peace(stack: Stack) -> None:
    stack.restore()
    stack.wait_for_web()


def _wait_until_settled(stack: Stack) -> None:
    def count_open() -> int:
        stack.database.change(END_PAUSES)
        stack.database.change(END_CONFIRM_TIMES)
        return int(stack.database.read_value(COUNT_OPEN))

    wait_until(
        count_open,
        seconds=SETTLE_SECONDS,
        what="every row is settled",
        enough=lambda count: count == 0,
    )
    stack.wait_for_quiet_simulator()


def _check(stack: Stack) -> tuple[bool, str]:
    try:
        return True, stack.run("manage.py", "check_ledger", "--url", stack.simulator.url)
    except ProgramFailed as error:
        return False, str(error)


def _list_broken(tally: Tally, states: dict[str, str]) -> list[str]:
    return [
        f"{transaction}: {states.get(transaction, 'not there')}, and not {sorted(fate)}"
        for transaction, fate in sorted(tally.fates.items())
        if states.get(transaction) not in fate
    ]
