"""Till, workers, faults and time in any order, against the small model of the rules.

The services run in this process and the simulator's engine answers without a socket; PostgreSQL is
real, and every worker has its own connection to it. Processes are covered by tests/faults.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.model.house import CARDS, RIGHT_PIN, WRONG_PIN, House
from tests.model.looking import Look
from tests.model.overdue import check_swept
from tests.model.people import ACTIONS, decide, preview
from tests.model.rules import GIVEN_UP, Key, Payment, Return, Sale
from tests.model.stage import Hand
from tests.model.wire import TROUBLES
from transactions.services import (
    Acceptance,
    AlreadyReversed,
    CaptureUsed,
    ConfirmationTooLate,
    Idempotency,
    KeyBusy,
    KeyReused,
    OriginalNotFound,
    ReceiptReused,
    RefundTooLarge,
    find_acceptance,
    remember_answer,
)
from transactions.worklists import Seen

KEY_WORK_TIME = timedelta(seconds=30)
POINTS_OF_DEATH = st.sampled_from(["", "", "", "before_insert", "after_insert", "after_commit"])
CLOCK_ERRORS = st.sampled_from([timedelta()] * 9 + [timedelta(days=-8)])
MAYBE_TROUBLE = st.sampled_from([None, None, "", "", "", *TROUBLES])
ANY = st.integers(min_value=0, max_value=10**6)


class Opticians(RuleBasedStateMachine):
    """One branch on some days."""

    house: ClassVar[House]
    runs = steps = 0
    ends: ClassVar[Counter[tuple[str, str, str]]] = Counter()
    decisions: ClassVar[Counter[tuple[str, str, str]]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(1)
        self.sales: list[Sale] = []
        self.payments: list[Payment] = []
        self.keys: list[Key] = []
        self.captured: dict[str, str] = {}
        self.accepted: set[str] = set()
        self.seen: dict[str, Seen] = {}
        type(self).runs += 1

    @initialize(
        give_back_first=st.sampled_from(["money", "points"]),
        unconfirmed=st.sampled_from(["undo", "undo", "ask"]),
    )
    def open_the_shop(self, give_back_first: str, unconfirmed: str) -> None:
        self.house.reset(give_back_first=give_back_first, unconfirmed=unconfirmed)

    @rule(
        card=st.sampled_from(CARDS),
        eligible=st.integers(1, 30_000),
        other=st.integers(0, 5_000),
        clock_error=CLOCK_ERRORS,
        point=POINTS_OF_DEATH,
    )
    def sell(
        self, card: str, eligible: int, other: int, clock_error: timedelta, point: str
    ) -> None:
        number = f"BON-{next(self.numbers)}"
        sale = Sale(number, card, eligible + other, eligible, clock_error=clock_error)
        self._sell(sale, point)

    @rule(
        card=st.sampled_from(CARDS), cents=st.lists(st.integers(1, 9_000), min_size=2, max_size=4)
    )
    def sell_while_offline(self, card: str, cents: list[int]) -> None:
        for amount in cents:
            self._sell(Sale(f"BON-{next(self.numbers)}", card, amount, amount), "")

    @rule(card=st.sampled_from(CARDS))
    def capture(self, card: str) -> None:
        order = f"A-{next(self.numbers)}"
        self.house.capture(order, card)
        self.captured[order] = card

    @precondition(lambda self: self.captured)
    @rule(which=ANY, cents=st.integers(1, 9_000))
    def sell_an_order(self, which: int, cents: int) -> None:
        order = _choose(sorted(self.captured), which)
        states = Look(self.house).states
        is_used = any(
            sale.order == order and states[sale.id] not in GIVEN_UP for sale in self.sales
        )
        number = f"BON-{next(self.numbers)}"
        sale = Sale(number, self.captured[order], cents, cents, order=order)
        if is_used:
            _refuses(CaptureUsed, lambda: self.house.collect(sale, self._new_key()))
        else:
            self._sell(sale, "")

    @precondition(lambda self: self.sales)
    @rule(which=ANY, is_other=st.booleans())
    def sell_again(self, *, which: int, is_other: bool) -> None:
        sale = _choose(self.sales, which)
        if is_other:
            other = replace(sale, total=sale.total + 1)
            _refuses(ReceiptReused, lambda: self.house.collect(other, self._new_key()))
            return
        acceptance = self.house.collect(sale, self._new_key())
        assert (str(acceptance.transaction.pk), acceptance.is_new) == (sale.id, False)

    @precondition(lambda self: self.keys)
    @rule(which=ANY, is_other=st.booleans(), does_answer=st.booleans())
    def repeat(self, *, which: int, is_other: bool, does_answer: bool) -> None:
        key = _choose(self.keys, which)
        said = Idempotency(key.key, "other" if is_other else key.digest)
        ask = lambda: find_acceptance(  # noqa: E731
            workstation=self.house.workstation, idempotency=said, now=self.house.now
        )
        if is_other:
            _refuses(KeyReused, ask)
        elif key.answer is None and key.busy_until > self.house.now:
            _refuses(KeyBusy, ask)
        else:
            found = ask()
            assert found is not None
            assert (str(found.transaction.pk), found.replay) == (key.transaction, key.answer)
            if does_answer and key.answer is None:
                self._answer(found, key)

    @precondition(lambda self: self._find_free_till())
    @rule(
        card=st.sampled_from(CARDS),
        points=st.integers(200, 3_000),
        pin=st.sampled_from([RIGHT_PIN, RIGHT_PIN, RIGHT_PIN, WRONG_PIN]),
        which=ANY,
        point=POINTS_OF_DEATH,
        trouble=MAYBE_TROUBLE,
    )
    def pay(
        self, card: str, points: int, pin: str, which: int, point: str, trouble: str | None
    ) -> None:
        number = f"BON-{next(self.numbers)}"
        if self.sales and which % 2:
            number = _choose(self.sales, which).receipt_number
        if any(payment.receipt_number == number for payment in self.payments):
            return
        key = self._new_key()
        found = self._accept(
            key, point, lambda: self.house.accept_payment(number, card, points, key)
        )
        if found is None:
            return
        payment = Payment(number, card, points, str(found.transaction.pk))
        self.payments.append(payment)
        if not point:
            till = self._find_free_till()
            assert till is not None
            self._start(till, lambda: self.house.send_payment(payment, pin), trouble)

    @precondition(lambda self: self.payments)
    @rule(which=ANY)
    def confirm(self, which: int) -> None:
        payment = _choose(self.payments, which)
        look = Look(self.house)
        row = look.rows[payment.id]
        if any(other.original == row.id for other in look.rows.values()):
            _refuses(ConfirmationTooLate, lambda: self.house.confirm(payment))
        elif row.state == "booked" or row.reason == "not_confirmed":
            self.house.confirm(payment)
            payment.is_confirmed = True
        else:
            _refuses(OriginalNotFound, lambda: self.house.confirm(payment))

    @precondition(lambda self: self.sales)
    @rule(which=ANY, cents=st.integers(1, 40_000), is_all=st.booleans(), point=POINTS_OF_DEATH)
    def take_back(self, *, which: int, cents: int, is_all: bool, point: str) -> None:
        sale = _choose(self.sales, which)
        look = Look(self.house)
        cents = (sale.rest(look.fates)[0] or cents) if is_all else cents
        number, key = f"BON-R-{next(self.numbers)}", self._new_key()
        share = sale.share(cents, look.fates)
        act = lambda: self.house.refund(sale, number, cents, key)  # noqa: E731
        if any((r.original, r.kind) == (sale.id, "reversal") for r in look.rows.values()):
            _refuses(AlreadyReversed, act)
        elif share is None:
            _refuses(RefundTooLarge, act)
        elif found := self._accept(key, point, act):
            assert found.transaction.eligible_cents == share
            sale.returns.append(Return(str(found.transaction.pk), cents, share))

    @precondition(lambda self: self.sales or self.payments)
    @rule(which=ANY, point=POINTS_OF_DEATH)
    def undo(self, which: int, point: str) -> None:
        undone = _choose([*self.sales, *self.payments], which)
        key = self._new_key()
        found = self._accept(key, point, lambda: self.house.reverse(undone.id, key))
        if found is not None:
            undone.is_undone_by_till = True

    @precondition(lambda self: self.house.bells and self._find_free_worker())
    @rule(trouble=MAYBE_TROUBLE)
    def answer_the_bell(self, trouble: str | None) -> None:
        worker = self._find_free_worker()
        assert worker is not None
        self._start(worker, self.house.answer_bell(), trouble)

    @precondition(lambda self: self.house.bells and self._find_free_worker())
    @rule()
    def work_everything_off(self) -> None:
        worker = self._find_free_worker()
        assert worker is not None
        while self.house.bells:
            self._start(worker, self.house.answer_bell(), "")

    @precondition(lambda self: self._list_halting())
    @rule(which=ANY, fate=st.sampled_from(["goes on"] * 4 + ["finishes"] * 2 + ["dies"]))
    def let_somebody_go_on(self, which: int, fate: str) -> None:
        hand = _choose(self._list_halting(), which)
        match fate:
            case "goes on":
                hand.go_on()
            case "finishes":
                self._let_finish(hand)
            case "dies":
                hand.kill()

    @rule(trouble=st.sampled_from(TROUBLES))
    def order_trouble(self, trouble: str) -> None:
        self.house.wire.troubles.append(trouble)

    @precondition(lambda self: self.house.wire.on_their_way)
    @rule(is_lost=st.booleans())
    def let_a_late_request_end(self, *, is_lost: bool) -> None:
        parcel = self.house.wire.on_their_way[0]
        if is_lost and not self._list_halting():
            self.house.wire.on_their_way.remove(parcel)
        else:
            self.house.wire.deliver_next()

    @rule(is_down=st.booleans())
    def lose_what_the_broker_kept(self, *, is_down: bool) -> None:
        self.house.bells.clear()
        self.house.is_broker_down = is_down

    @precondition(lambda self: self.house.wire.rejected_at)
    @rule()
    def enter_the_password_again(self) -> None:
        self.house.renew_password()

    @rule()
    def open_the_worklist(self) -> None:
        self.seen = preview(self.house)

    @precondition(lambda self: self.sales or self.payments)
    @rule(which=ANY, action=st.sampled_from(ACTIONS))
    def decide(self, which: int, action: str) -> None:
        rows = list(Look(self.house).rows.values())
        asking = [row for row in rows if row.state in {"attention", "held"}]
        row = _choose(asking or rows, which)
        end = decide(self.house, row, action, preview(self.house) | self.seen, self.payments)
        self.decisions[action, row.reason, end] += 1
        self.seen = {}

    @rule(seconds=st.sampled_from([1, 5, 20, 40, 61, 130, 600, 1200, 3600]))
    def wait(self, seconds: int) -> None:
        self.house.pass_time(seconds)

    @rule()
    def sweep(self) -> None:
        self.house.sweep()
        self.house.trail.read_on()
        check_swept(self.house, self.payments)

    @invariant()
    def all_rules_hold(self) -> None:
        type(self).steps += 1
        Look(self.house).check_every_step(self.accepted, self.payments)

    def teardown(self) -> None:
        """Everything comes to rest and is as the model says."""
        self.house.come_to_rest()
        look = Look(self.house)
        look.check_every_step(self.accepted, self.payments)
        look.check_rest(self.sales, self.payments)
        self.ends.update((row.kind, row.state, row.reason) for row in look.rows.values())

    def _sell(self, sale: Sale, point: str) -> None:
        key = self._new_key()
        found = self._accept(key, point, lambda: self.house.collect(sale, key))
        if found is not None:
            sale.id = str(found.transaction.pk)
            self.sales.append(sale)

    def _accept(
        self, key: Idempotency, point: str, act: Callable[[], Acceptance]
    ) -> Acceptance | None:
        """What came of a request whose web process may die; the till then asks once more."""
        found = self.house.die_at(point, act)
        if found is None and point != "after_commit":
            return None
        is_answered = found is not None
        if found is None:
            found = self._find(key)
        identity = str(found.transaction.pk)
        self.accepted.add(identity)
        kept = Key(key.key, key.body_digest, identity, None, self.house.now + KEY_WORK_TIME)
        self.keys.append(kept)
        if is_answered:
            self._answer(found, kept)
        return found

    def _find(self, key: Idempotency) -> Acceptance:
        later = self.house.now + KEY_WORK_TIME
        found = find_acceptance(workstation=self.house.workstation, idempotency=key, now=later)
        assert found is not None, "committed and lost"
        return found

    def _answer(self, found: Acceptance, key: Key) -> None:
        key.answer = {"said": f"answer {next(self.numbers)}"}
        remember_answer(key=found.key, status=202, answer=key.answer)

    def _new_key(self) -> Idempotency:
        number = next(self.numbers)
        return Idempotency(f"key-{number}", f"digest-{number}")

    def _start(self, hand: Hand, job: Callable[[], object], trouble: str | None) -> None:
        """Without a word about trouble the hand halts where it can; else it comes to the end."""
        if trouble:
            self.house.wire.troubles.insert(0, trouble)
        hand.begin(job)
        if trouble is not None:
            self._let_finish(hand)

    def _let_finish(self, hand: Hand) -> None:
        while hand.at:
            hand.go_on()
            self.house.trail.read_on()

    def _list_halting(self) -> list[Hand]:
        return [hand for hand in self.house.stage.hands if hand.at]

    def _find_free_worker(self) -> Hand | None:
        return next((hand for hand in self.house.stage.workers if not hand.at), None)

    def _find_free_till(self) -> Hand | None:
        return next((hand for hand in self.house.stage.tills if not hand.at), None)


def _choose(things: list[Any], which: int) -> Any:
    """Every second time the last, so that several things happen to the same one."""
    return things[-1] if which % 2 else things[which // 2 % len(things)]


def _refuses(error: type[Exception], act: Callable[[], object]) -> None:
    try:
        act()
    except error:
        return
    raise AssertionError(f"{error.__name__} was expected")
