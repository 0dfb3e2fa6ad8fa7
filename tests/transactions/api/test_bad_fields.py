"""Every refusal of a field says which one, and leaves nothing behind."""

from typing import Any

import pytest

from tests.factories import ArticleGroupFactory
from tests.transactions.api.conftest import Refuse
from tests.transactions.till import build_body, build_line

BAD_AMOUNTS: list[Any] = [
    pytest.param(249.9, id="float"),
    pytest.param(249, id="integer"),
    pytest.param(True, id="boolean"),
    pytest.param(None, id="null"),
    pytest.param([], id="list"),
    pytest.param("249.905", id="three decimals"),
    pytest.param("-1", id="negative"),
    pytest.param("+1", id="plus sign"),
    pytest.param("1e3", id="exponent"),
    pytest.param("NaN", id="NaN"),
    pytest.param("Infinity", id="Infinity"),
    pytest.param("249,90", id="comma"),
    pytest.param("1_000", id="underscore"),
    pytest.param("1.", id="no decimals after the point"),
    pytest.param(".5", id="no digit before the point"),
    pytest.param("", id="empty"),
    pytest.param(" 1", id="blank before"),
    pytest.param("1\n", id="line break behind"),
    pytest.param("1000000000", id="a thousand million"),
    pytest.param("9" * 10_000, id="10,000 digits"),
    pytest.param("٢٤٩", id="Arabic digits"),
    pytest.param("２４９", id="wide digits"),
    pytest.param("0x10", id="hexadecimal"),
]
BAD_MOMENTS: list[Any] = [
    pytest.param("2026-11-23T10:15:00", id="no offset"),
    pytest.param("2026-11-23", id="date only"),
    pytest.param("20261123T101500+01:00", id="basic format"),
    pytest.param("2026-02-30T10:15:00+01:00", id="impossible day"),
    pytest.param("2026-11-23T25:15:00+01:00", id="impossible hour"),
    pytest.param("2026-11-23T10:15:60+01:00", id="leap second"),
    pytest.param("2026-11-23T10:15:00+25:00", id="impossible offset"),
    pytest.param("2026-11-23 10:15:00+01:00", id="blank for T"),
    pytest.param(1795424100, id="epoch"),
    pytest.param("1795424100", id="epoch as text"),
    pytest.param("0001-01-01T00:00:00+14:00", id="year 1"),
    pytest.param("9999-12-31T23:59:59-14:00", id="year 9999"),
    pytest.param("2026-W48-1T10:15:00+01:00", id="week date"),
    pytest.param("٢٠٢٦-11-23T10:15:00+01:00", id="Arabic digits"),
    pytest.param("", id="empty"),
    pytest.param(None, id="null"),
]
BAD_TEXTS: list[Any] = [
    pytest.param("", id="empty"),
    pytest.param("   ", id="only blanks"),
    pytest.param("\u00a0\u2003", id="only odd blanks"),
    pytest.param("a\x00b", id="NUL"),
    pytest.param("a\x1bb", id="escape"),
    pytest.param("a\nb", id="line break"),
    pytest.param("a\u2028b", id="line separator"),
    pytest.param("a\ud800b", id="lone surrogate"),
    pytest.param("a\u202eb", id="right-to-left override"),
    pytest.param("a\u2066b", id="right-to-left isolate"),
    pytest.param("a\u200bb", id="zero-width blank"),
    pytest.param("\ufeffab", id="byte order mark"),
    pytest.param("a\ue000b", id="private use"),
    pytest.param("x" * 37, id="37 characters"),
    pytest.param(4711, id="number"),
    pytest.param(["a"], id="list"),
    pytest.param({"a": "b"}, id="object"),
    pytest.param(None, id="null"),
]
BAD_CARDS: list[Any] = [
    pytest.param("9040193103187693", id="wrong check digit"),
    pytest.param("904019310318769", id="15 digits"),
    pytest.param("90401931031876920", id="17 digits"),
    pytest.param("90401931O3187692", id="a letter"),
    pytest.param("3083423103187694", id="German card"),
    pytest.param("2403103187690", id="EAN with a wrong check digit"),
    pytest.param("9120000000000", id="EAN of an article"),
    pytest.param("٩٠٤٠١٩٣١٠٣١٨٧٦٩٢", id="Arabic digits"),
    pytest.param("", id="empty"),
    pytest.param("   ", id="only blanks"),
    pytest.param("9040193103187692\x00", id="NUL"),
    pytest.param("904019310318769\ud800", id="lone surrogate"),
    pytest.param("9" * 81, id="81 characters"),
    pytest.param(9040193103187692, id="number"),
    pytest.param(None, id="null"),
]
LINE = build_line()
BAD_BODIES: list[Any] = [
    pytest.param({"surprise": "1"}, "surprise", id="unknown field"),
    pytest.param({"lines": [LINE | {"surprise": 1}]}, "lines.0.surprise", id="unknown in line"),
    pytest.param(
        {"payments": [{"type": "cash", "amount": "1", "surprise": 1}]},
        "payments.0.surprise",
        id="unknown field of a payment",
    ),
    pytest.param({"\ud800": 1}, "body", id="lone surrogate as field"),
    pytest.param({"\u202e": 1}, "\N{REPLACEMENT CHARACTER}", id="bidi override as field"),
    pytest.param({"lines": []}, "lines", id="no line"),
    pytest.param({"lines": [LINE] * 201}, "lines", id="201 lines"),
    pytest.param({"lines": None}, "lines", id="lines null"),
    pytest.param({"lines": LINE}, "lines", id="lines an object"),
    pytest.param({"lines": ["x"]}, "lines.0", id="line a text"),
    pytest.param({"lines": [LINE, {"group": "RAYBAN"}]}, "lines.1.amount", id="no amount"),
    pytest.param({"lines": [LINE | {"group": "NOPE"}]}, "lines.0.group", id="unknown group"),
    pytest.param({"lines": [LINE | {"group": "rayban"}]}, "lines.0.group", id="group in small"),
    pytest.param({"lines": [LINE | {"group": ""}]}, "lines.0.group", id="empty group"),
    pytest.param({"lines": [LINE | {"group": "x" * 31}]}, "lines.0.group", id="group too long"),
    pytest.param({"lines": [LINE | {"ean": "9" * 31}]}, "lines.0.ean", id="EAN too long"),
    pytest.param(
        {"lines": [LINE | {"description": "x" * 61}]}, "lines.0.description", id="description"
    ),
    pytest.param(
        {"lines": [LINE | {"article_number": "x" * 37}]}, "lines.0.article_number", id="article"
    ),
    pytest.param({"lines": [LINE | {"quantity": 1}]}, "lines.0.quantity", id="quantity number"),
    pytest.param({"lines": [LINE | {"quantity": "-1"}]}, "lines.0.quantity", id="less than none"),
    pytest.param({"lines": [LINE | {"quantity": "0.0001"}]}, "lines.0.quantity", id="too fine"),
    pytest.param(
        {"lines": [LINE | {"insurer_share": "249.91"}]},
        "lines.0.insurer_share",
        id="insurer share over amount",
    ),
    pytest.param(
        {"lines": [LINE | {"insurer_share": "-1"}]}, "lines.0.insurer_share", id="negative share"
    ),
    pytest.param({"total": "249.89"}, "total", id="lines over total"),
    pytest.param(
        {"payments": [{"type": "cash", "amount": "200"}, {"type": "debit", "amount": "49.91"}]},
        "payments",
        id="payments over total",
    ),
    pytest.param(
        {"payments": [{"type": "cheque", "amount": "1"}]}, "payments.0.type", id="payment kind"
    ),
    pytest.param(
        {"payments": [{"type": "\ud800", "amount": "1"}]},
        "payments.0.type",
        id="lone surrogate as payment",
    ),
    pytest.param({"payments": [{"type": "cash"}]}, "payments.0.amount", id="payment of nothing"),
    pytest.param(
        {"payments": [{"type": "cash", "amount": "1"}] * 21}, "payments", id="21 payments"
    ),
    pytest.param({"coupons": ["4711", "4711"]}, "coupons.1", id="coupon twice"),
    pytest.param({"coupons": [4711]}, "coupons.0", id="coupon a number"),
    pytest.param({"coupons": [""]}, "coupons.0", id="empty coupon"),
    pytest.param({"coupons": ["x" * 256]}, "coupons.0", id="coupon of 256 characters"),
    pytest.param({"coupons": [str(number) for number in range(21)]}, "coupons", id="21 coupons"),
    pytest.param({"coupons": "4711"}, "coupons", id="coupons a text"),
    pytest.param({"late": "true"}, "late", id="late a text"),
    pytest.param({"late": 1}, "late", id="late a number"),
    pytest.param({"late": None}, "late", id="late null"),
]


class TestBadInput:
    @pytest.mark.parametrize(("changes", "field"), BAD_BODIES)
    def test_is_422_and_names_its_field(
        self, refuse: Refuse, changes: dict[str, Any], field: str
    ) -> None:
        assert_refused(refuse, build_body(**changes), field)

    @pytest.mark.parametrize("amount", BAD_AMOUNTS)
    def test_is_refused_as_an_amount(self, refuse: Refuse, amount: object) -> None:
        assert_refused(refuse, build_body(lines=[build_line(amount=amount)]), "lines.0.amount")

    @pytest.mark.parametrize("total", BAD_AMOUNTS)
    def test_is_refused_as_a_total(self, refuse: Refuse, total: object) -> None:
        assert_refused(refuse, build_body(total=total), "total")

    @pytest.mark.parametrize("moment", BAD_MOMENTS)
    def test_is_refused_as_a_moment(self, refuse: Refuse, moment: object) -> None:
        assert_refused(refuse, build_body(occurred_at=moment), "occurred_at")

    @pytest.mark.parametrize("text", BAD_TEXTS)
    def test_is_refused_as_a_receipt_number(self, refuse: Refuse, text: object) -> None:
        assert_refused(refuse, build_body(receipt_number=text), "receipt_number")

    @pytest.mark.parametrize("card", BAD_CARDS)
    def test_is_refused_as_a_card(self, refuse: Refuse, card: object) -> None:
        assert_refused(refuse, build_body(card=card), "card")

    @pytest.mark.parametrize("field", ["receipt_number", "occurred_at", "card", "total", "lines"])
    def test_misses_a_required_field(self, refuse: Refuse, field: str) -> None:
        body = build_body()
        del body[field]

        assert_refused(refuse, body, field)

    def test_names_a_group_of_another_chain(self, refuse: Refuse) -> None:
        ArticleGroupFactory.create(code="FREMD")

        assert_refused(refuse, build_body(lines=[build_line(group="FREMD")]), "lines.0.group")

    def test_is_reported_with_every_field_at_once(self, refuse: Refuse) -> None:
        lines = [build_line(group="NOPE", insurer_share="500")]

        answer = refuse(build_body(card="1", total="1", lines=lines, coupons=["a", "a"]))

        assert [row["field"] for row in answer.json()["errors"]] == [
            "card",
            "lines.0.group",
            "lines.0.insurer_share",
            "total",
            "coupons.1",
        ]

    def test_is_never_repeated_in_the_answer(self, refuse: Refuse) -> None:
        answer = refuse(build_body(card="9040193103187693", occurred_at="geheim"))

        assert b"9040193103187693" not in answer.content
        assert b"geheim" not in answer.content


def assert_refused(refuse: Refuse, body: dict[str, Any], field: str) -> None:
    answer = refuse(body)

    content = answer.json()
    assert answer.status_code == 422
    assert content["code"] == "invalid"
    assert [row["field"] for row in content["errors"]] == [field]
    assert content["errors"][0]["message"].endswith(".")
