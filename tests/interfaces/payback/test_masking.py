"""Records without secrets, whatever PAYBACK or a gateway answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from interfaces.payback.building import build_purchase
from interfaces.payback.masking import KEPT_CHARACTERS, Masker
from interfaces.payback.messages import Purchase
from interfaces.payback.profile import get_profile
from tests.interfaces.payback.samples import (
    CARD,
    CREDENTIALS,
    PASSWORD,
    make_item,
    make_purchase,
    read_sample,
)

MASKED = "904019******7692"


def build(purchase: Purchase) -> etree._Element:
    return build_purchase(purchase, CREDENTIALS, get_profile("extint"))


@pytest.fixture
def masker() -> Masker:
    return Masker(secrets=[PASSWORD, "7351"], card=CARD)


class TestMaskText:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            (f"card {CARD}.", f"card {MASKED}."),
            ("9040 1931 0318 7692", MASKED),
            ("9040-1931-0318-7692", MASKED),
            ("2403103187698", "240310***7698"),
            ("5555555555554444333", "555555*********4333"),
            ("x" + "9" * 30, "x999999" + "*" * 20 + "9999"),
            (f"X{CARD}9", f"X{MASKED}9"),
            ("249.90 EUR am 23.11.2026", "249.90 EUR am 23.11.2026"),
            ("310318769012", "310318769012"),
            (f"user:{PASSWORD}@host", "user:***@host"),
            ("PIN 7351 wrong", "PIN *** wrong"),
            ("Gänse&amp;Füße&lt;7&gt;", "***"),
        ],
    )
    def test_hides(self, masker: Masker, text: str, masked: str) -> None:
        assert masker.mask_text(text) == masked

    @given(st.text(max_size=30), st.text(max_size=30))
    def test_never_lets_a_secret_through(self, before: str, after: str) -> None:
        masker = Masker(secrets=[PASSWORD], card=CARD)

        masked = masker.mask_text(f"{before}{PASSWORD}{CARD}{PASSWORD}{after}")

        assert PASSWORD not in masked
        assert CARD not in masked

    def test_hides_the_longer_of_two_secrets_whole(self) -> None:
        masker = Masker(secrets=["geheim", "geheimnis"], card="")

        assert masker.mask_text("geheimnis") == "***"

    def test_leaves_text_alone_where_no_secret_is_set(self) -> None:
        assert Masker(secrets=["", ""], card="").mask_text("abc") == "abc"


class TestMaskRequest:
    def test_keeps_what_helps_and_nothing_else(self, masker: Masker) -> None:
        items = (make_item(description=f"Karte {CARD}", ean="4006381333931", group_code="KF"),)
        purchase = make_purchase(items=items, coupons=(CARD,))

        text = masker.mask_request(build(purchase), "POST /soap")

        assert text.startswith("POST /soap\n\n<typ:ProcessPurchaseEventRequest")
        assert f"<lms:Alias>{MASKED}</lms:Alias>" in text
        assert "<lms:Credential>***</lms:Credential>" in text
        assert "<lms:Principal>***</lms:Principal>" in text
        assert "<lms:PartnerProductGroupCode>KF</lms:PartnerProductGroupCode>" in text
        assert CARD not in text

    def test_keeps_long_receipt_numbers_of_our_own(self, masker: Masker) -> None:
        purchase = make_purchase(receipt_number="202611230000123456")

        text = masker.mask_request(build(purchase), "")

        assert "<lms:ReceiptNumber>202611230000123456</lms:ReceiptNumber>" in text

    def test_hides_the_card_even_in_a_receipt_number(self, masker: Masker) -> None:
        text = masker.mask_request(build(make_purchase(receipt_number=f"R{CARD}")), "")

        assert CARD not in text

    def test_leaves_the_request_itself_alone(self, masker: Masker) -> None:
        request = build(make_purchase())
        before = etree.tostring(request)

        masker.mask_request(request, "")

        assert etree.tostring(request) == before


class TestMaskAnswer:
    def test_indents_xml(self, masker: Masker) -> None:
        text = masker.mask_answer(read_sample("GetAliasDashboardResponse"))

        assert "\n      <lms" not in text
        assert "        <lms:AvailablePointsAmount>1320</lms:AvailablePointsAmount>\n" in text

    @pytest.mark.parametrize(
        "content",
        [
            f"<html>{CARD} {PASSWORD} 7351",
            f'<a b="{CARD}" c="7351">{CARD}<b/>{CARD} 7351<Secret>x</Secret></a>',
            f"<a><!-- {CARD} --><Credential>anything</Credential></a>",
            f"<a>{CARD[:8]}<!-- x -->{CARD[8:]}</a>",
            f"<a><![CDATA[{CARD}]]></a>",
            "<a>&#57;040193103187692</a>",
            f"<!DOCTYPE x>{CARD}",
        ],
    )
    def test_hides_secrets_in_whatever_comes_back(self, masker: Masker, content: str) -> None:
        text = masker.mask_answer(content.encode())

        assert CARD not in text
        assert PASSWORD not in text
        assert "7351" not in text
        assert "anything" not in text

    @pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-be"])
    def test_hides_secrets_in_other_encodings(self, masker: Masker, encoding: str) -> None:
        text = masker.mask_answer(f"{PASSWORD} {CARD}".encode(encoding))

        assert "*** 904019******7692" in text

    def test_cuts_long_answers(self, masker: Masker) -> None:
        text = masker.mask_answer(b"x" * (KEPT_CHARACTERS + 1))

        assert text == "x" * KEPT_CHARACTERS + "\n[…]"
