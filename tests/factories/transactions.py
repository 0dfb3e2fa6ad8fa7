"""Factories of the message side."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from interfaces.payback.cards import mask_card
from interfaces.secrets.card_hash import hash_card_number
from tests.factories.interfaces import (
    BranchFactory,
    ChainFactory,
    InterfaceFactory,
    WorkstationFactory,
)
from transactions.choices import Kind, Reason, State
from transactions.models import (
    ArticleGroup,
    Capture,
    ChainRules,
    Delivery,
    Receipt,
    ReceiptTemplate,
    Transaction,
)

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
CARD = "9040193103187692"


class ArticleGroupFactory(DjangoModelFactory[ArticleGroup]):
    class Meta:
        model = ArticleGroup

    chain = factory.SubFactory(ChainFactory)
    code = "RAYBAN"
    display_value = "Rayban"


class ChainRulesFactory(DjangoModelFactory[ChainRules]):
    class Meta:
        model = ChainRules

    chain = factory.SubFactory(ChainFactory)


class CaptureFactory(DjangoModelFactory[Capture]):
    class Meta:
        model = Capture

    branch = factory.SubFactory(BranchFactory)
    order_number = factory.Sequence(lambda number: f"A-{number}")
    card = CARD
    card_masked = factory.LazyAttribute(lambda row: mask_card(row.card))
    coupons = factory.LazyFunction(lambda: ["DEMO-X3"])
    captured_at = NOW


class ReceiptTemplateFactory(DjangoModelFactory[ReceiptTemplate]):
    class Meta:
        model = ReceiptTemplate

    class Params:
        of_branch = factory.Trait(
            branch=factory.SubFactory(BranchFactory, chain=factory.SelfAttribute("..chain"))
        )

    chain = factory.SubFactory(ChainFactory)
    text = "Bon ${rechnung/nummer}"


class ReceiptFactory(DjangoModelFactory[Receipt]):
    class Meta:
        model = Receipt

    receipt_number = factory.Sequence(lambda number: f"BON-{number:06d}")
    occurred_at = NOW
    total_cents = 24_990


class TransactionFactory(DjangoModelFactory[Transaction]):
    class Meta:
        model = Transaction

    class Params:
        redeem = factory.Trait(
            kind=Kind.REDEEM,
            payback_receipt_number=factory.Sequence(lambda number: f"E{number:035d}"),
            points_asked=1000,
            points_value_cents=1_000,
            eligible_cents=0,
            lines=[],
        )

    workstation = factory.SubFactory(WorkstationFactory)
    interface = factory.SubFactory(
        InterfaceFactory, chain=factory.SelfAttribute("..workstation.branch.chain")
    )
    receipt = factory.SubFactory(
        ReceiptFactory, branch=factory.SelfAttribute("..workstation.branch")
    )
    kind = Kind.COLLECT
    occurred_at = NOW
    accepted_at = NOW
    content_digest = "0" * 64
    card = CARD
    card_hash = factory.LazyAttribute(lambda row: hash_card_number(row.card))
    card_masked = factory.LazyAttribute(lambda row: mask_card(row.card))
    partner_short_name = factory.SelfAttribute("interface.partner_short_name")
    device_id = factory.SelfAttribute("workstation.computer_name")
    payback_receipt_number = factory.Sequence(lambda number: f"C{number:035d}")
    total_cents = 24_990
    eligible_cents = 24_990
    lines = factory.LazyFunction(
        lambda: [
            {
                "article_number": None,
                "ean": None,
                "description": "Rayban RB3025",
                "group": "RAYBAN",
                "group_name": "Rayban",
                "quantity": "1",
                "amount_cents": 24_990,
                "insurer_cents": 0,
                "eligible_cents": 24_990,
            }
        ]
    )


class DeliveryFactory(DjangoModelFactory[Delivery]):
    class Meta:
        model = Delivery

    class Params:
        claimed = factory.Trait(
            state=State.CLAIMED, attempt_number=1, lease_until=NOW + timedelta(seconds=30)
        )
        started = factory.Trait(
            state=State.STARTED,
            attempt_number=1,
            possible_arrivals=1,
            lease_until=NOW + timedelta(seconds=30),
        )
        unknown = factory.Trait(state=State.UNKNOWN, attempt_number=1, possible_arrivals=1)
        booked = factory.Trait(
            state=State.BOOKED, attempt_number=1, possible_arrivals=1, points=249, balance=1320
        )
        refused = factory.Trait(state=State.REFUSED, attempt_number=1, code="LMS_00003")
        held = factory.Trait(state=State.HELD, reason=Reason.CREDENTIALS)
        attention = factory.Trait(state=State.ATTENTION, reason=Reason.RECEIPT_NUMBER_TAKEN)

        redeem = factory.Trait(transaction__redeem=True)

    transaction = factory.SubFactory(TransactionFactory)
    branch = factory.SelfAttribute("transaction.workstation.branch")
    interface = factory.SelfAttribute("transaction.interface")
    state = State.DUE
    state_since = NOW
    due_at = NOW
