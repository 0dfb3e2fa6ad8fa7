"""From an answer to what the caller must do; and no secret on any way out."""

import logging
import socket
import traceback
from base64 import b64encode
from decimal import Decimal

import pytest
from lxml import etree

from interfaces.payback.building import build_purchase
from interfaces.payback.client import PaybackClient
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.errors import (
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    PaybackError,
    Refused,
    Unfit,
)
from interfaces.payback.faults import Meaning
from interfaces.payback.messages import BalanceAnswer, Booking, BookingAnswer, Purchase
from interfaces.payback.operations import Operation
from interfaces.payback.parsing import parse_booking
from interfaces.payback.profile import Placement
from tests.interfaces.payback.peer import Script, answering, listening, receive, saying
from tests.interfaces.payback.samples import (
    CARD,
    CREDENTIALS,
    PASSWORD,
    envelope,
    fault_message,
    load_schema,
    make_client,
    make_item,
    make_profile,
    make_purchase,
    make_query,
    read_sample,
)

PURCHASE_ANSWER = read_sample("ProcessPurchaseEventResponse")
BASIC = b64encode(f"optik-muster:{PASSWORD}".encode()).decode()
SECRETS = [CARD, PASSWORD, "Füße", BASIC]
SOAP_FAULT = "<soap:Fault><faultcode>{}</faultcode><faultstring>no</faultstring></soap:Fault>"


def fail(body: bytes, status: str = "200 OK") -> PaybackError:
    peer_up = listening(answering(body, status=status))
    with peer_up as peer, pytest.raises(PaybackError) as failure:
        make_client(peer.port).process_purchase(make_purchase())
    return failure.value


def noting(heard: list[bytes]) -> Script:
    """Take one request and hang up."""
    return lambda connection: heard.append(receive(connection))


class TestProcessPurchase:
    def test_reports_points_and_balance(self) -> None:
        with listening(answering(PURCHASE_ANSWER)) as peer:
            answer, record = make_client(peer.port).process_purchase(make_purchase())

        assert answer == BookingAnswer(249, 1320, (Booking(100, 249, None),))
        assert (record.operation, record.http_status) == ("ProcessPurchaseEvent", 200)
        assert record.origin == f"http://127.0.0.1:{peer.port}"
        assert 0 <= record.duration_ms < 1000

    def test_sends_what_the_contract_demands(self) -> None:
        heard: list[bytes] = []

        with listening(noting(heard)) as peer, pytest.raises(OutcomeUnknown):
            make_client(peer.port).process_purchase(make_purchase())

        head, _blank, body = heard[0].partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        assert lines[0] == "POST /simulator/v1/soap HTTP/1.1"
        assert 'SOAPAction: "ProcessPurchaseEvent"' in lines
        assert "Content-Type: text/xml; charset=utf-8" in lines
        assert f"Authorization: Basic {BASIC}" in lines
        message = etree.fromstring(body)[0][0]
        load_schema().assertValid(etree.fromstring(etree.tostring(message)))

    def test_leaves_out_the_header_where_the_profile_says_so(self) -> None:
        profile = make_profile(authentication=Placement.BODY)
        heard: list[bytes] = []

        with listening(noting(heard)) as peer, pytest.raises(OutcomeUnknown):
            make_client(peer.port, profile=profile).process_purchase(make_purchase())

        assert b"authorization" not in heard[0].lower()

    def test_sends_the_same_bytes_in_a_repeat(self) -> None:
        heard: list[bytes] = []

        with listening(noting(heard)) as peer:
            client = make_client(peer.port)
            with pytest.raises(OutcomeUnknown):
                client.process_purchase(make_purchase())
            with pytest.raises(OutcomeUnknown):
                client.process_purchase(make_purchase())

        assert heard[0] == heard[1]

    def test_tells_its_moments_in_order(self) -> None:
        moments: list[str] = []

        with listening(answering(PURCHASE_ANSWER)) as peer:
            make_client(peer.port, observe=moments.append).process_purchase(make_purchase())

        assert moments == ["before_first_byte", "after_last_byte", "after_answer"]

    def test_tells_no_moment_where_nothing_is_sent(self) -> None:
        moments: list[str] = []
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]

        with pytest.raises(NotSent):
            make_client(port, observe=moments.append).process_purchase(make_purchase())

        assert moments == []


class TestGetBalance:
    def test_reports_available_points(self) -> None:
        with listening(answering(read_sample("GetAliasDashboardResponse"))) as peer:
            answer, record = make_client(peer.port).get_balance(make_query())

        assert answer == BalanceAnswer(available_points=1320)
        assert record.operation == "GetAliasDashboard"

    def test_does_not_know_where_no_points_are_named(self) -> None:
        empty = envelope("<typ:GetAliasDashboardResponse/>")

        with listening(answering(empty)) as peer, pytest.raises(OutcomeUnknown, match="garbage"):
            make_client(peer.port).get_balance(make_query())


class TestRefusals:
    @pytest.mark.parametrize(
        ("code", "meaning"),
        [
            ("LOY-00175", Meaning.DUPLICATE_RECEIPT),
            ("LMS_00003", Meaning.MEMBER_UNKNOWN),
            ("LMS_00001", Meaning.INVALID_REQUEST),
            ("AT_4711", Meaning.UNKNOWN_CODE),
        ],
    )
    def test_are_final_and_carry_code_and_sentence(self, code: str, meaning: Meaning) -> None:
        failure = fail(fault_message(code))

        assert isinstance(failure, Refused)
        assert (failure.code, failure.meaning) == (code, meaning)
        assert failure.text.endswith(".")

    @pytest.mark.parametrize("code", ["LMS_00006", "LMS_00017"])
    def test_of_ourselves_are_a_matter_of_settings(self, code: str) -> None:
        failure = fail(fault_message(code))

        assert isinstance(failure, Misconfigured)
        assert failure.code == code

    @pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
    def test_by_the_web_server_are_a_matter_of_settings(self, status: str) -> None:
        failure = fail(b"<html>no</html>", status=status)

        assert isinstance(failure, Misconfigured)
        assert failure.code == f"http_{status[:3]}"

    @pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
    def test_come_as_soap_faults_with_a_code_too(self, status: str) -> None:
        failure = fail(envelope(SOAP_FAULT.format("LMS_00005")), status=status)

        assert isinstance(failure, Refused)
        assert failure.meaning is Meaning.MEMBER_DISABLED

    def test_of_credentials_blame_the_pin_where_one_was_sent(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_pin: Operation[Purchase, BookingAnswer] = Operation(
            "ProcessPurchaseEvent", build_purchase, parse_booking, pin=lambda _purchase: "7351"
        )
        monkeypatch.setattr("interfaces.payback.client.PROCESS_PURCHASE", with_pin)

        failure = fail(fault_message("LMS_00017").replace(b">no<", b">PIN 7351<"))

        assert isinstance(failure, Refused)
        assert failure.meaning is Meaning.PIN_WRONG
        assert "7351" not in failure.record.answer_masked

    def test_keep_a_hostile_code_short_and_masked(self) -> None:
        failure = fail(fault_message(f"{CARD}{'x' * 100}"))

        assert isinstance(failure, Refused)
        assert failure.code.startswith("904019******7692xxx")
        assert len(failure.code) == 40


class TestUnknownOutcomes:
    @pytest.mark.parametrize(
        ("body", "status", "reason"),
        [
            (b"", "500 Internal Server Error", "http_500"),
            (b"<html>oops</html>", "502 Bad Gateway", "http_502"),
            (PURCHASE_ANSWER, "500 Internal Server Error", "http_500"),
            (PURCHASE_ANSWER, "503 Service Unavailable", "http_503"),
            (envelope(SOAP_FAULT.format("LMS_00005")), "503 Service Unavailable", "http_503"),
            (b"", "404 Not Found", "http_404"),
            (PURCHASE_ANSWER, "202 Accepted", "http_202"),
            (envelope(SOAP_FAULT.format("soap:Server")), "200 OK", "soap_fault"),
            (envelope(SOAP_FAULT.format("soap:Server")), "500 Internal Server Error", "soap_fault"),
            (fault_message("LMS_00002"), "200 OK", "fault LMS_00002"),
            (fault_message(""), "200 OK", "fault"),
            (b"<html>Wartung</html>", "200 OK", "garbage"),
            (b"", "200 OK", "garbage"),
            (read_sample("GetAliasDashboardResponse"), "200 OK", "garbage"),
            (b"<!DOCTYPE x>" + PURCHASE_ANSWER.split(b"?>", 1)[1], "200 OK", "garbage"),
        ],
    )
    def test_cover_every_answer_that_is_no_clear_one(
        self, body: bytes, status: str, reason: str
    ) -> None:
        failure = fail(body, status=status)

        assert (type(failure), failure.reason) == (OutcomeUnknown, reason)
        assert failure.record.http_status == int(status[:3])


class TestUnfitMessages:
    def test_are_named_without_a_call(self) -> None:
        with pytest.raises(Unfit, match="items: empty") as unfit:
            make_client(9).process_purchase(make_purchase(items=()))

        assert unfit.value.record.http_status is None

    def test_are_a_matter_of_settings_where_credentials_are_missing(self) -> None:
        client = PaybackClient(
            endpoint=Endpoint(scheme="http", host="127.0.0.1", port=9, path="/"),
            credentials=Credentials("optik-muster", ""),
            profile=make_profile(),
        )

        with pytest.raises(Misconfigured, match="unfit_password"):
            client.process_purchase(make_purchase())


class TestSecrets:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (f"<html>{CARD} {PASSWORD} {BASIC}".encode(), "200 OK"),
            (f"<html>{CARD} {PASSWORD} {BASIC}".encode(), "500 Internal Server Error"),
            (f"{CARD} {PASSWORD} {BASIC}".encode("latin-1"), "401 Unauthorized"),
            (fault_message(f"{CARD} {PASSWORD.replace('&', '&amp;')}"[:24]), "200 OK"),
            (envelope(SOAP_FAULT.format(CARD)), "500 Internal Server Error"),
        ],
    )
    def test_are_in_no_error_record_or_log(
        self, body: bytes, status: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)

        failure = fail(body, status=status)

        shown = "".join(traceback.format_exception(failure)) + repr(failure)
        shown += repr(failure.record) + caplog.text + repr(vars(failure))
        assert [secret for secret in SECRETS if secret in shown] == []
        assert failure.__cause__ is None
        assert failure.__context__ is None

    def test_are_in_no_error_of_the_network(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)

        with listening(saying(b"")) as peer, pytest.raises(OutcomeUnknown) as failure:
            make_client(peer.port).process_purchase(make_purchase())

        shown = "".join(traceback.format_exception(failure.value)) + repr(failure.value.record)
        assert [secret for secret in SECRETS if secret in shown + caplog.text] == []
        assert failure.value.__context__ is None

    def test_are_in_no_repr(self) -> None:
        items = (make_item(amount=Decimal(1)),)

        shown = repr([make_purchase(items=items), make_query(), CREDENTIALS])

        assert [secret for secret in SECRETS if secret in shown] == []

    def test_are_in_no_record_of_a_success(self) -> None:
        echo = f"<lms:MarketingCode>{CARD}</lms:MarketingCode>"
        body = envelope(
            "<typ:ProcessPurchaseEventResponse><typ:Transactions>"
            f"<lms:TransactionType>100</lms:TransactionType>{echo}"
            "</typ:Transactions></typ:ProcessPurchaseEventResponse>"
        )

        with listening(answering(body)) as peer:
            _answer, record = make_client(peer.port).process_purchase(make_purchase())

        assert [secret for secret in SECRETS if secret in repr(record)] == []
        assert "Authorization: ***" in record.request_masked
        assert "<lms:Alias>904019******7692</lms:Alias>" in record.request_masked
