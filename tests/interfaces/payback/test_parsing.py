"""Answers: what is absent, doubled, foreign or broken does no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.payback.envelope import SoapFault, Unreadable, parse_document, read_envelope
from interfaces.payback.messages import BalanceAnswer, Booking, BookingAnswer
from interfaces.payback.parsing import parse_balance, parse_booking, read_refusal
from tests.interfaces.payback.samples import envelope, fault_message, read_sample

PURCHASE = "ProcessPurchaseEventResponse"
BALANCE = "GetAliasDashboardResponse"


def purchase_of(inner: str) -> BookingAnswer:
    content = envelope(f"<typ:{PURCHASE}>{inner}</typ:{PURCHASE}>")
    return parse_booking(read_envelope(content, PURCHASE))


def booking(points: str, kind: str = "100", more: str = "") -> str:
    return (
        f"<typ:Transactions><lms:TransactionType>{kind}</lms:TransactionType>{more}"
        f"<lms:TotalPoints><lms:LoyaltyAmount>{points}</lms:LoyaltyAmount></lms:TotalPoints>"
        "</typ:Transactions>"
    )


def account(points: str) -> str:
    available = f"<lms:AvailablePointsAmount>{points}</lms:AvailablePointsAmount>"
    return f"<typ:AccountBalanceDetails>{available}</typ:AccountBalanceDetails>"


class TestParsePurchase:
    def test_reads_the_sample(self) -> None:
        answer = parse_booking(read_envelope(read_sample(PURCHASE), PURCHASE))

        assert answer == BookingAnswer(
            points=249, balance=1320, bookings=(Booking(100, 249, None),)
        )

    def test_sums_a_list_of_bookings(self) -> None:
        code = "<lms:MarketingCode>5FACH</lms:MarketingCode>"

        answer = purchase_of(booking("249") + booking("996.000", "120", code))

        assert answer.points == 1245
        assert answer.bookings == (Booking(100, 249, None), Booking(120, 996, "5FACH"))

    def test_knows_no_points_where_none_are_named(self) -> None:
        assert purchase_of("") == BookingAnswer(points=None, balance=None, bookings=())

    def test_tells_zero_points_from_unknown_ones(self) -> None:
        assert purchase_of(booking("0")).points == 0

    @pytest.mark.parametrize("points", ["", "many", "NaN", "Infinity", "1E+999999"])
    def test_knows_no_points_where_one_booking_is_unreadable(self, points: str) -> None:
        answer = purchase_of(booking("249") + booking(points))

        assert answer.points is None
        assert answer.bookings == (Booking(100, 249, None),)

    @pytest.mark.parametrize("kind", ["", "purchase", "१००", "1" * 5000])
    def test_skips_a_booking_of_unreadable_type(self, kind: str) -> None:
        assert purchase_of(booking("249", kind)).bookings == ()

    def test_ignores_foreign_and_unknown_elements(self) -> None:
        foreign = (
            '<x:Transactions xmlns:x="urn:x"><x:TotalPoints>9</x:TotalPoints></x:Transactions>'
        )

        answer = purchase_of(foreign + "<typ:News>new</typ:News>" + booking("249") + "<plain/>")

        assert answer.points == 249

    def test_takes_the_first_of_several_accounts(self) -> None:
        answer = purchase_of(account("1320") + account("5"))

        assert answer.balance == 1320


class TestParseBalance:
    def test_reads_the_sample(self) -> None:
        answer = parse_balance(read_envelope(read_sample(BALANCE), BALANCE))

        assert answer == BalanceAnswer(available_points=1320)

    def test_refuses_an_answer_without_points(self) -> None:
        element = read_envelope(envelope(f"<typ:{BALANCE}/>"), BALANCE)

        with pytest.raises(Unreadable):
            parse_balance(element)


class TestReadRefusal:
    @pytest.mark.parametrize("code", ["LOY-00175", ""])
    def test_gives_the_code(self, code: str) -> None:
        assert read_refusal(read_envelope(fault_message(code), PURCHASE)) == code

    def test_gives_none_for_a_success(self) -> None:
        assert read_refusal(read_envelope(read_sample(PURCHASE), PURCHASE)) is None


class TestReadEnvelope:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\x00\xff\xfe",
            b"<html><body>Wartung</body></html>",
            b"<soap:Envelope/>",
            envelope(""),
            envelope("<typ:GetAliasDashboardResponse/>"),
            envelope(f'<x:{PURCHASE} xmlns:x="urn:x"/>'),
            read_sample(PURCHASE)[:-20],
            b"<!DOCTYPE x>" + envelope(f"<typ:{PURCHASE}/>"),
            b'{"error": "no"}',
        ],
    )
    def test_refuses_garbage(self, content: bytes) -> None:
        with pytest.raises(Unreadable):
            read_envelope(content, PURCHASE)

    @given(st.binary(max_size=300))
    def test_refuses_any_bytes(self, content: bytes) -> None:
        with pytest.raises(Unreadable):
            read_envelope(content, PURCHASE)

    @pytest.mark.parametrize(
        ("inner", "code"),
        [
            ("<faultcode>soap:Server</faultcode><faultstring>oops</faultstring>", None),
            ("<faultcode>lms:LMS_00003</faultcode>", "LMS_00003"),
            (
                "<faultcode>soap:Client</faultcode><faultstring>LMS_00003: no</faultstring>",
                "LMS_00003",
            ),
            ("<faultstring>see LMS_00003</faultstring>", None),
            (
                "<detail><typ:Any><lms:Code> LOY-00175 </lms:Code></typ:Any></detail>",
                "LOY-00175",
            ),
            ("<detail><Code>E4711</Code></detail>", None),
        ],
    )
    def test_finds_the_code_of_a_soap_fault(self, inner: str, code: str | None) -> None:
        with pytest.raises(SoapFault) as fault:
            read_envelope(envelope(f"<soap:Fault>{inner}</soap:Fault>"), PURCHASE)

        assert fault.value.code == code


BOMB = "".join(
    ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
)


class TestParseDocument:
    @pytest.mark.parametrize(
        "content",
        [
            f"<!DOCTYPE x [{BOMB}]><x>&a9;</x>",
            f'<!DOCTYPE x [{BOMB}]><x y="&a9;"/>',
            '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
            "<x>" * 1000 + "</x>" * 1000,
        ],
    )
    def test_refuses_document_types_bombs_and_towers(self, content: str) -> None:
        with pytest.raises(Unreadable):
            parse_document(content.encode())

    def test_refuses_a_document_type_hidden_in_another_encoding(self) -> None:
        content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")

        with pytest.raises(Unreadable):
            parse_document(content)
