"""From what a till posted to a frozen command."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from interfaces.models import Chain
from tests.factories import ArticleGroupFactory, ChainFactory
from tests.transactions.till import CARD, OTHER_CARD, build_body, build_line
from transactions.validation import CollectCommand, CollectRequest, InvalidRequest, build_collect
from transactions.validation.fields import Cents, Moment, Quantity

CENTS: TypeAdapter[int] = TypeAdapter(Cents)
MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
QUANTITY: TypeAdapter[Decimal] = TypeAdapter(Quantity)

MONEY = r"[0-9]{1,9}(\.[0-9]{1,2})?"
MOST = 99_999_999_999
AMOUNT = r"[0-9]{1,9}(\.[0-9]{1,3})?"
JSON_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ODD_NUMBERS = st.from_regex(r"[-+]?[0-9]*[.,]?[0-9]{0,4}([eE][+-]?[0-9]+)?", fullmatch=True)
ODD_MOMENTS = st.from_regex(
    r"[0-9]{3,5}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{0,7})?)?"
    r"(Z|z|[+-][0-9]{2}:?[0-9]{2})?",
    fullmatch=True,
)


def read(adapter: TypeAdapter[Any], value: object) -> Any:
    """What the field makes of `value`; None when it refuses it."""
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return None


def matches(pattern: str, value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(pattern, value, re.ASCII))


class TestMoney:
    @given(JSON_SCALARS | ODD_NUMBERS)
    @example("1.\n")
    @example("१")
    def test_is_read_exactly_when_it_matches_the_documented_pattern(self, value: object) -> None:
        assert (read(CENTS, value) is not None) == matches(MONEY, value)

    @given(st.integers(min_value=0, max_value=MOST))
    def test_is_read_to_the_cent(self, cents: int) -> None:
        assert read(CENTS, f"{cents // 100}.{cents % 100:02}") == cents

    @pytest.mark.parametrize(
        ("text", "cents"),
        [
            ("0", 0),
            ("0.01", 1),
            ("0.1", 10),
            ("1.10", 110),
            ("007", 700),
            ("999999999.99", 10**11 - 1),
        ],
    )
    def test_may_have_up_to_two_decimals(self, text: str, cents: int) -> None:
        assert read(CENTS, text) == cents


class TestQuantity:
    @given(JSON_SCALARS | ODD_NUMBERS)
    def test_is_read_exactly_when_it_matches_the_documented_pattern(self, value: object) -> None:
        assert (read(QUANTITY, value) is not None) == matches(AMOUNT, value)


class TestMoment:
    @given(JSON_SCALARS | ODD_MOMENTS)
    def test_is_aware_or_refused(self, value: object) -> None:
        moment = read(MOMENT, value)

        assert moment is None or moment.tzinfo is not None

    @given(
        st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=70_000)),
        st.integers(min_value=-23 * 60, max_value=23 * 60),
    )
    def test_is_read_as_python_writes_it(self, since_2000: timedelta, minutes: int) -> None:
        moment = datetime(2000, 1, 1, tzinfo=timezone(timedelta(minutes=minutes))) + since_2000

        assert read(MOMENT, moment.isoformat()) == moment

    def test_may_be_in_utc_as_z(self) -> None:
        assert read(MOMENT, "2026-11-23T09:15Z") == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


@pytest.fixture
def chain(db: None) -> Chain:
    chain = ChainFactory.create()
    ArticleGroupFactory.create(chain=chain)
    return chain


def build(chain: Chain, **changes: Any) -> CollectCommand:
    request = CollectRequest.model_validate(build_body(**changes))
    return build_collect(request=request, chain=chain)


class TestBuildCollect:
    @pytest.mark.parametrize(
        ("scan", "form"),
        [
            (CARD, "card"),
            (" 9040 1931-0318.7692 ", "card"),
            ("]E0" + CARD, "card"),
            ("2403103187698", "ean"),
            ("3103187698", "customer_number"),
        ],
    )
    def test_reads_every_form_of_a_card_as_one_number(
        self, chain: Chain, scan: str, form: str
    ) -> None:
        card = build(chain, card=scan).card

        assert (card.number, card.form) == (CARD, form)

    def test_counts_lines_with_a_group_less_the_insurers_share(self, chain: Chain) -> None:
        lines = [
            build_line(amount="200.00", insurer_share="30.50"),
            build_line(amount="49.90"),
            {"amount": "100.00"},
            {"amount": "50.00", "insurer_share": "50.00"},
        ]

        command = build(chain, lines=lines, total="399.90")

        assert [line.eligible_cents for line in command.lines] == [16_950, 4_990, 0, 0]
        assert command.eligible_cents == 21_940

    def test_freezes_the_display_value_of_the_group(self, chain: Chain) -> None:
        [line] = build(chain).lines

        assert (line.group, line.group_name) == ("RAYBAN", "Rayban")

    def test_takes_one_piece_for_granted(self, chain: Chain) -> None:
        assert build(chain).lines[0].quantity == "1"

    @pytest.mark.parametrize(
        ("quantity", "stored"), [("2", "2"), ("1.500", "1.5"), ("100", "100"), ("0.001", "0.001")]
    )
    def test_stores_quantities_plainly(self, chain: Chain, quantity: str, stored: str) -> None:
        command = build(chain, lines=[build_line(quantity=quantity)])

        assert command.lines[0].quantity == stored

    @pytest.mark.parametrize(
        ("payments", "kind"),
        [
            ([], ""),
            ([{"type": "cash", "amount": "1"}], "cash"),
            ([{"type": "cash", "amount": "1"}, {"type": "cash", "amount": "2"}], "cash"),
            ([{"type": "cash", "amount": "1"}, {"type": "points", "amount": "2"}], ""),
        ],
    )
    def test_names_the_way_of_payment_when_there_is_one(
        self, chain: Chain, payments: list[dict[str, str]], kind: str
    ) -> None:
        assert build(chain, payments=payments).payment_type == kind

    @pytest.mark.parametrize(
        "lines",
        [
            [build_line(amount="249.90", insurer_share="249.90")],
            [build_line(amount="0")],
            [{"amount": "0.00"}],
        ],
    )
    def test_allows_what_earns_nothing(self, chain: Chain, lines: list[dict[str, str]]) -> None:
        assert build(chain, lines=lines).eligible_cents == 0

    def test_allows_200_lines_up_to_the_total(self, chain: Chain) -> None:
        command = build(chain, lines=[build_line(amount="1.00")] * 200, total="200.00")

        assert command.eligible_cents == 20_000

    def test_lets_no_group_of_another_chain_count(self, chain: Chain) -> None:
        ArticleGroupFactory.create(code="FREMD")

        with pytest.raises(InvalidRequest) as refusal:
            build(chain, lines=[build_line(group="FREMD")])

        assert [error.field for error in refusal.value.errors] == ["lines.0.group"]

    def test_shows_no_card_number(self, chain: Chain) -> None:
        assert CARD not in repr(build(chain))


class TestContentDigest:
    @pytest.mark.parametrize(
        "changes",
        [
            {"total": "249.9"},
            {"card": "2403103187698"},
            {"lines": [build_line(quantity="1.000", amount="249.9", insurer_share="0")]},
            {"coupons": []},
            {"late": False},
        ],
    )
    def test_is_equal_for_another_spelling(self, chain: Chain, changes: dict[str, Any]) -> None:
        assert build(chain, **changes).content_digest == build(chain).content_digest

    def test_is_equal_for_the_same_moment_in_another_zone(self, chain: Chain) -> None:
        there = build(chain, occurred_at="2026-11-23T10:15:00+01:00")
        here = build(chain, occurred_at="2026-11-23T09:15:00Z")

        assert there.content_digest == here.content_digest

    @pytest.mark.parametrize(
        "changes",
        [
            {"receipt_number": "BON-2"},
            {"occurred_at": "2026-11-23T10:15:01+01:00"},
            {"card": OTHER_CARD},
            {"total": "249.91"},
            {"lines": [build_line(description="Rayban RB2140")]},
            {"lines": [build_line(quantity="2")]},
            {"lines": [build_line(insurer_share="0.01")]},
            {"lines": [build_line(), {"amount": "0"}]},
            {"coupons": ["4711"]},
            {"payments": [{"type": "cash", "amount": "1"}]},
            {"late": True},
        ],
    )
    def test_differs_for_other_content(self, chain: Chain, changes: dict[str, Any]) -> None:
        first = {"occurred_at": "2026-11-23T10:15:00+01:00"}

        assert (
            build(chain, **first | changes).content_digest != build(chain, **first).content_digest
        )
