"""Ways in which the two sides may come apart; each says what the checker must find, and where."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from tests.factories import DeliveryFactory
from tests.transactions.ledger.scene import Scene
from transactions.choices import Kind, State
from transactions.ledger import Row, Sort, list_rows
from transactions.models import Delivery, Transaction

OTHER_CARD = "9040193103187775"
Expected = tuple[Sort, str]
Plant = Callable[[Scene, random.Random], Expected]


@contextmanager
def undone_afterwards(scene: Scene) -> Iterator[None]:
    """What happens to either side in the block has not happened after it."""
    entries = scene.ledger.read_all()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    scene.ledger.replace_all(entries)


def pick(scene: Scene, choice: random.Random, *kinds: Kind, alone: bool = False) -> Row:
    """A row that PAYBACK booked, its answer recorded; `alone`: nothing takes it back."""
    rows = list_rows()
    originals = {row.original for row in rows}
    booked = {entry["receipt_number"] for entry in scene.ledger.read_all()}
    return choice.choice(
        [
            row
            for row in rows
            if row.state in {State.BOOKED, State.REVERSED}
            and row.number in booked
            and (not kinds or row.kind in kinds)
            and not (alone and row.number in originals)
        ]
    )


def lose(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice)
    scene.ledger.remove(row.number)
    return Sort.LOST, row.number


def lose_redemption(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice, Kind.REDEEM, Kind.REFUND)
    scene.ledger.remove(row.number)
    return Sort.LOST, row.number


def lose_reversal(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice, Kind.REVERSAL)
    scene.ledger.remove(row.number)
    return Sort.LOST, row.number


def believe_in_a_booking(_scene: Scene, choice: random.Random) -> Expected:
    refused = choice.choice([row for row in list_rows() if row.state == State.REFUSED])
    restate(refused, state=State.BOOKED)
    return Sort.LOST, refused.number


def believe_in_an_undoing(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice, Kind.COLLECT, Kind.REDEEM, alone=True)
    restate(row, state=State.REVERSED)
    return Sort.LOST, row.number


def book_again(scene: Scene, choice: random.Random) -> Expected:
    number = f"X{choice.randrange(10**9)}"
    scene.ledger.insert(scene.ledger.read(pick(scene, choice).number), receipt_number=number)
    return Sort.DOUBLED, number


def undo_again(scene: Scene, choice: random.Random) -> Expected:
    number = f"X{choice.randrange(10**9)}"
    undone = scene.ledger.read(pick(scene, choice, Kind.REVERSAL).number)
    scene.ledger.insert(undone, receipt_number=number)
    return Sort.DOUBLED, number


def book_again_for_another_partner(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice)
    scene.ledger.insert(scene.ledger.read(row.number), partner="FREMD")
    return Sort.DOUBLED, row.number


def pay_twice(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice, Kind.REDEEM, alone=True)
    first = Transaction.objects.get(payback_receipt_number=row.number)
    second = DeliveryFactory.create(
        booked=True,
        points=None,
        transaction__redeem=True,
        transaction__receipt=first.receipt,
        transaction__workstation=first.workstation,
        transaction__interface=first.interface,
        transaction__sequence=1,
    ).transaction.payback_receipt_number
    scene.ledger.insert(scene.ledger.read(row.number), receipt_number=second)
    return Sort.DOUBLED, second


def take_back_too_much(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice, Kind.REFUND)
    restate(row, points=None)
    scene.ledger.change(row.number, points=-300)
    return Sort.DOUBLED, row.original


def book_out_of_nowhere(scene: Scene, choice: random.Random) -> Expected:
    number = f"X{choice.randrange(10**9)}"
    entry = scene.ledger.read(pick(scene, choice, Kind.COLLECT, Kind.REDEEM).number)
    scene.ledger.insert(entry, receipt_number=number, card=OTHER_CARD)
    return Sort.UNEXPECTED, number


def take_back_unasked(scene: Scene, choice: random.Random) -> Expected:
    number = f"X{choice.randrange(10**9)}"
    entry = scene.ledger.read(pick(scene, choice, Kind.REFUND).number)
    scene.ledger.insert(entry, receipt_number=number, rewardable_amount="0.50", points=0)
    return Sort.UNEXPECTED, number


def undo_unasked(scene: Scene, choice: random.Random) -> Expected:
    number = f"X{choice.randrange(10**9)}"
    sale = scene.ledger.read(pick(scene, choice, Kind.COLLECT, alone=True).number)
    scene.ledger.insert(
        sale,
        receipt_number=number,
        operation="ReverseCollectEvent",
        reference_receipt_number=sale["receipt_number"],
        points=-sale["points"],
    )
    return Sort.UNEXPECTED, number


def deny(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice, Kind.COLLECT, Kind.REDEEM, Kind.REFUND, alone=True)
    restate(row, state=choice.choice([State.REFUSED, State.CANCELLED]))
    return Sort.UNEXPECTED, row.number


def know_nothing_of_the_call(scene: Scene, choice: random.Random) -> Expected:
    row = pick(scene, choice, alone=True)
    restate(row, state=State.DUE, possible_arrivals=0)
    return Sort.UNEXPECTED, row.number


def change_the_ledger(sort: Sort, *kinds: Kind, **changes: Any) -> Plant:
    """The plant that has a booking say something else."""

    def plant(scene: Scene, choice: random.Random) -> Expected:
        row = pick(scene, choice, *kinds)
        scene.ledger.change(row.number, **changes)
        return sort, row.number

    return plant


def move_points(scene: Scene, choice: random.Random) -> Expected:
    row = choice.choice([row for row in list_rows() if row.points is not None])
    points = scene.ledger.read(row.number)["points"]
    scene.ledger.change(row.number, points=points + choice.choice([-1, 1]))
    return Sort.WRONG_AMOUNT, row.number


def restate(row: Row, **changes: Any) -> None:
    """Let our side say something else about a row."""
    found = Delivery.objects.filter(transaction__payback_receipt_number=row.number)
    assert found.update(**changes) == 1


PLANTS: tuple[Plant, ...] = (
    lose,
    lose_redemption,
    lose_reversal,
    believe_in_a_booking,
    believe_in_an_undoing,
    book_again,
    undo_again,
    book_again_for_another_partner,
    pay_twice,
    take_back_too_much,
    book_out_of_nowhere,
    take_back_unasked,
    undo_unasked,
    deny,
    know_nothing_of_the_call,
    move_points,
    change_the_ledger(Sort.WRONG_AMOUNT, legal_amount="249.91"),
    change_the_ledger(Sort.WRONG_AMOUNT, Kind.COLLECT, Kind.REFUND, rewardable_amount="0.01"),
    change_the_ledger(Sort.WRONG_PARTY, card=OTHER_CARD),
    change_the_ledger(Sort.WRONG_PARTY, branch="ANDERE"),
    change_the_ledger(Sort.WRONG_PARTY, partner="FREMD"),
    change_the_ledger(Sort.WRONG_PARTY, Kind.REFUND, reference_receipt_number="ANDERER"),
    change_the_ledger(Sort.WRONG_PARTY, Kind.REDEEM, operation="ProcessPurchaseEvent"),
)
