"""From a frozen transaction to the message PAYBACK gets."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from interfaces.payback.building import build_purchase as build_element
from interfaces.payback.credentials import Credentials
from interfaces.payback.messages import EventType, Item, Party, PaymentType, Purchase
from interfaces.payback.profile import get_profile
from tests.factories import TransactionFactory
from tests.factories.transactions import CARD
from tests.interfaces.payback.samples import load_schema
from transactions.models import Transaction
from transactions.sending.message import build_purchase

VIENNA_IN_WINTER = timezone(timedelta(hours=1))
CREDENTIALS = Credentials(username="demo", password="geheim")
SCHEMA = load_schema()


def make_line(**values: Any) -> dict[str, Any]:
    """One line as it is stored."""
    return {
        "article_number": "RB3025",
        "ean": "8053672000000",
        "description": "Rayban RB3025",
        "group": "RAYBAN",
        "group_name": "Rayban",
        "quantity": "2",
        "amount_cents": 24_990,
        "insurer_cents": 4_990,
        "eligible_cents": 20_000,
        **values,
    }


def build(**values: Any) -> Purchase:
    """The message of a transaction with these values."""
    return build_purchase(TransactionFactory.build(**values))


def write(purchase: Purchase) -> bytes:
    """What goes over the wire."""
    return etree.tostring(build_element(purchase, CREDENTIALS, get_profile("extint")))


def texts(longest: int) -> st.SearchStrategy[str | None]:
    """What a till may send in a text field."""
    printable = st.characters(exclude_categories=("C", "Zl", "Zp"))
    return st.none() | st.text(printable, min_size=1, max_size=longest).filter(str.strip)


LINES = st.builds(
    make_line,
    article_number=texts(36),
    ean=texts(30),
    description=texts(60),
    group_name=texts(30),
    quantity=st.decimals(0, 999_999_999, places=3).map(str),
    amount_cents=st.integers(1, 99_999_999_999),
    eligible_cents=st.integers(1, 99_999_999_999),
)


class TestBuildPurchase:
    def test_says_who_bought_where_and_for_how_much(self) -> None:
        purchase = build(
            partner_short_name="OPTIKMST",
            branch_short_name="W1",
            device_id="KASSA-1",
            payback_receipt_number="C" * 36,
            total_cents=29_990,
            eligible_cents=20_000,
            coupons=["DEMO-X3"],
        )

        assert purchase.card == CARD
        assert purchase.party == Party(partner="OPTIKMST", branch="W1")
        assert (purchase.device_id, purchase.receipt_number) == ("KASSA-1", "C" * 36)
        assert (purchase.total, purchase.eligible) == (Decimal("299.90"), Decimal("200.00"))
        assert purchase.coupons == ("DEMO-X3",)

    def test_names_no_branch_that_payback_has_no_name_for(self) -> None:
        assert build(branch_short_name="").party.branch is None

    def test_makes_an_item_of_a_line_that_earns(self) -> None:
        purchase = build(lines=[make_line()])

        assert purchase.items == (
            Item(
                group_code="RAYBAN",
                group_name="Rayban",
                article_number="RB3025",
                description="Rayban RB3025",
                ean="8053672000000",
                quantity=Decimal(2),
                amount=Decimal("249.90"),
                eligible=Decimal("200.00"),
            ),
        )

    def test_leaves_out_lines_that_earn_nothing(self) -> None:
        earning = make_line(article_number="EARNS")

        purchase = build(lines=[make_line(eligible_cents=0), earning])

        assert [item.article_number for item in purchase.items] == ["EARNS"]

    @pytest.mark.parametrize(
        ("is_late", "event_type"),
        [(False, EventType.PURCHASE), (True, EventType.RETRO_CREDIT)],
    )
    def test_tells_a_late_credit_from_a_purchase(
        self, *, is_late: bool, event_type: EventType
    ) -> None:
        assert build(is_late=is_late).event_type == event_type

    @pytest.mark.parametrize(
        ("stored", "sent"),
        [
            ("cash", PaymentType.CASH),
            ("credit", PaymentType.CREDIT),
            ("debit", PaymentType.DEBIT),
            ("voucher", PaymentType.VOUCHER),
            ("points", PaymentType.LOYALTY_CURRENCY),
            ("other", PaymentType.OTHER),
            ("", None),
        ],
    )
    def test_translates_the_means_of_payment(self, stored: str, sent: PaymentType | None) -> None:
        assert build(payment_type=stored).payment_type == sent

    @given(
        lines=st.lists(LINES, min_size=1, max_size=3),
        coupons=st.lists(texts(255).filter(bool), max_size=2),
        device_id=texts(60).filter(bool),
        is_late=st.booleans(),
    )
    def test_is_always_a_message_the_contract_allows(
        self, *, lines: list[dict[str, Any]], coupons: list[str], device_id: str, is_late: bool
    ) -> None:
        purchase = build(lines=lines, coupons=coupons, device_id=device_id, is_late=is_late)

        SCHEMA.assertValid(etree.fromstring(write(purchase)))


@pytest.mark.django_db
class TestTheSameTransaction:
    def test_gives_the_same_bytes_from_the_till_and_from_the_database(self) -> None:
        moment = datetime(2026, 11, 23, 10, 15, 30, 250_000, tzinfo=VIENNA_IN_WINTER)
        accepted = TransactionFactory.create(occurred_at=moment, lines=[make_line()])

        stored = Transaction.objects.get(pk=accepted.pk)

        assert write(build_purchase(stored)) == write(build_purchase(accepted))
        assert build_purchase(stored).occurred_at == moment.astimezone(UTC)
