"""The connection test: how far it gets against real peers, and what it says where it ends."""

import socket
import ssl
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from stdnum import luhn

from interfaces.payback.causes import Cause
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.probe import build_impossible_card, run_probe
from interfaces.payback.profile import PROFILES, WireProfile
from interfaces.payback.stages import Reason, Stage, StageEnd, StageState
from tests.interfaces.payback.authority import Authority
from tests.interfaces.payback.peer import (
    Script,
    answering,
    closed_port,
    listening,
    receive,
    reset,
    saying,
)
from tests.interfaces.payback.samples import (
    CREDENTIALS,
    envelope,
    fault_message,
    make_impatient_profile,
    make_profile,
    read_sample,
)
from tests.interfaces.payback.tls import make_server_context

BALANCE = read_sample("GetAliasDashboardResponse")
SOAP_FAULT = envelope("<soap:Fault><faultstring>no</faultstring></soap:Fault>")


def refuse(code: str) -> Script:
    return answering(fault_message(code, "GetAliasDashboard"))


NO_MEMBER = refuse("LMS_00003")


def probe(port: int, *, scheme: str = "http", **changes: Any) -> list[StageEnd]:
    """Every stage as it was reported."""
    profile: WireProfile = changes.pop("profile", make_profile(loopback=True))
    reported: list[StageEnd] = []
    ends = run_probe(
        endpoint=Endpoint(scheme, changes.pop("host", "127.0.0.1"), port, profile.path),
        profile=profile,
        report=reported.append,
        **{"credentials": CREDENTIALS, "partner": "OPTIKMST", **changes},
    )
    assert tuple(reported) == ends
    return reported


def end_of(ends: list[StageEnd]) -> tuple[Stage, StageState, str | None]:
    return ends[-1].stage, ends[-1].state, ends[-1].reason


def states(ends: list[StageEnd]) -> dict[Stage, StageState]:
    return {end.stage: end.state for end in ends}


def trusting(authority: Authority, **changes: Any) -> WireProfile:
    return make_profile(loopback=True, further_authorities=authority.pem, **changes)


class TestPassing:
    def test_goes_through_every_stage_over_tls(self) -> None:
        authority = Authority()
        with listening(NO_MEMBER, tls=authority.serve()) as peer:
            ends = probe(peer.port, scheme="https", profile=trusting(authority))

        assert states(ends) == dict.fromkeys(Stage, StageState.PASSED)
        assert [end.reason for end in ends] == [None] * 6

    def test_skips_tls_over_plain_http(self) -> None:
        with listening(NO_MEMBER) as peer:
            ends = probe(peer.port)

        assert states(ends) == dict.fromkeys(Stage, StageState.PASSED) | {
            Stage.TLS: StageState.SKIPPED
        }

    @pytest.mark.parametrize("code", ["LMS_00003", "LMS_00004", "LMS_00005", "LMS_00016"])
    def test_counts_a_refusal_of_the_card_alone(self, code: str) -> None:
        with listening(refuse(code)) as peer:
            ends = probe(peer.port)

        assert end_of(ends) == (Stage.PARTNER, StageState.PASSED, None)

    def test_counts_a_balance(self) -> None:
        with listening(answering(BALANCE)) as peer:
            ends = probe(peer.port)

        assert end_of(ends) == (Stage.PARTNER, StageState.PASSED, None)

    def test_measures_what_takes_time(self) -> None:
        def answer_late(connection: socket.socket) -> None:
            request = receive(connection)
            assert request
            connection.settimeout(0.12)
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        with listening(answer_late) as peer:
            ends = probe(peer.port)

        assert ends[-1].stage == Stage.ANSWER
        assert 100 <= ends[-1].duration_ms < 3000


class TestTheOneCall:
    def test_asks_for_a_balance_and_names_the_partner(self) -> None:
        heard: list[bytes] = []

        def listen(connection: socket.socket) -> None:
            heard.append(receive(connection))

        with listening(listen) as peer:
            probe(peer.port)

        head, _blank, body = heard[0].partition(b"\r\n\r\n")
        names = [etree.QName(element).localname for element in etree.fromstring(body).iter()]
        assert b'SOAPAction: "GetAliasDashboard"' in head
        assert "GetAliasDashboardRequest" in names
        assert b"<lms:PartnerShortName>OPTIKMST<" in body or b"PartnerShortName>OPTIKMST<" in body

    @pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES.keys())
    def test_is_about_a_card_that_cannot_exist(self, profile: WireProfile) -> None:
        card = build_impossible_card(profile)

        assert len(card) == 16
        assert not luhn.is_valid(card)

    def test_has_a_connection_of_its_own(self) -> None:
        with listening(NO_MEMBER) as peer:
            probe(peer.port)
            probe(peer.port)

        assert peer.connections == 2

    def test_does_not_follow_a_redirection(self) -> None:
        with listening(answering(BALANCE)) as other:
            location = f"Location: http://127.0.0.1:{other.port}/\r\n"
            with listening(answering(b"", status="302 Found", headers=location)) as peer:
                ends = probe(peer.port)

        assert end_of(ends) == (Stage.ANSWER, StageState.FAILED, Reason.REDIRECTED)
        assert other.connections == 0


class TestTheName:
    def test_is_unknown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse_name(*_args: object, **_options: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", refuse_name)

        ends = probe(443, scheme="https", host="payback.invalid")

        assert [end_of(ends)] == [(Stage.NAME, StageState.FAILED, Cause.NAME_UNKNOWN)]
        assert len(ends) == 1

    def test_is_not_resolved_in_time(self) -> None:
        profile = make_profile(total_timeout_seconds=0)

        ends = probe(443, scheme="https", host="payback.invalid", profile=profile)

        assert end_of(ends) == (Stage.NAME, StageState.FAILED, Cause.NAME_TIMEOUT)

    def test_leads_to_this_machine(self) -> None:
        with listening(NO_MEMBER) as peer:
            ends = probe(peer.port, scheme="https", profile=make_profile())

        assert end_of(ends) == (Stage.NAME, StageState.FAILED, Cause.ADDRESS_FORBIDDEN)
        assert peer.connections == 0


class TestTheConnection:
    def test_is_refused(self) -> None:
        ends = probe(closed_port())

        assert end_of(ends) == (Stage.CONNECTION, StageState.FAILED, Cause.CONNECT_REFUSED)

    @pytest.mark.parametrize(
        ("error", "cause"),
        [
            (TimeoutError("timed out"), Cause.CONNECT_TIMEOUT),
            (OSError(101, "Network is unreachable"), Cause.CONNECT_UNREACHABLE),
            (OSError(113, "No route to host"), Cause.CONNECT_UNREACHABLE),
        ],
    )
    def test_does_not_come_about(
        self, monkeypatch: pytest.MonkeyPatch, error: OSError, cause: Cause
    ) -> None:
        def fail(*_args: object, **_options: object) -> None:
            raise error

        monkeypatch.setattr("interfaces.payback.connection.create_connection", fail)

        ends = probe(443)

        assert end_of(ends) == (Stage.CONNECTION, StageState.FAILED, cause)


class TestTheCertificate:
    @pytest.mark.parametrize(
        ("names", "days", "cause"),
        [
            ((), {"first_day": -9, "last_day": -1}, Cause.TLS_EXPIRED),
            ((), {"first_day": 1}, Cause.TLS_NOT_YET_VALID),
            (("payback.example",), {}, Cause.TLS_WRONG_NAME),
            (("127.0.0.2",), {}, Cause.TLS_WRONG_NAME),
        ],
    )
    def test_is_of_a_trusted_authority_and_yet_not_good(
        self, names: tuple[str, ...], days: dict[str, int], cause: Cause
    ) -> None:
        authority = Authority()
        with listening(NO_MEMBER, tls=authority.serve(*names, **days)) as peer:
            ends = probe(peer.port, scheme="https", profile=trusting(authority))

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, cause)

    def test_is_for_another_name_where_the_host_is_a_name(self) -> None:
        authority = Authority()
        with listening(NO_MEMBER, tls=authority.serve("payback.example")) as peer:
            ends = probe(peer.port, scheme="https", host="localhost", profile=trusting(authority))

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_WRONG_NAME)

    def test_is_of_another_authority(self) -> None:
        with listening(NO_MEMBER, tls=Authority().serve()) as peer:
            ends = probe(peer.port, scheme="https", profile=trusting(Authority()))

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_UNKNOWN_AUTHORITY)

    def test_is_trusted_only_where_the_profile_says_so(self) -> None:
        authority = Authority()
        with listening(NO_MEMBER, tls=authority.serve()) as peer:
            probe(peer.port, scheme="https", profile=trusting(authority))
            ends = probe(peer.port, scheme="https")

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_UNKNOWN_AUTHORITY)

    def test_is_not_trusted_because_the_environment_says_so(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        authority = Authority()
        bundle = tmp_path / "bundle.pem"
        bundle.write_text(authority.pem)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        monkeypatch.setenv("CURL_CA_BUNDLE", str(bundle))
        with listening(NO_MEMBER, tls=authority.serve()) as peer:
            ends = probe(peer.port, scheme="https")

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_UNKNOWN_AUTHORITY)

    def test_signed_itself(self, tmp_path: Path) -> None:
        context, _trust = make_server_context(tmp_path, address="127.0.0.1")
        with listening(NO_MEMBER, tls=context) as peer:
            ends = probe(peer.port, scheme="https")

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_SELF_SIGNED)


class TestTls:
    def test_is_too_old(self) -> None:
        authority = Authority()
        context = authority.serve()
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        with listening(NO_MEMBER, tls=context) as peer:
            ends = probe(peer.port, scheme="https", profile=trusting(authority))

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_TOO_OLD)

    @pytest.mark.parametrize("greeting", [b"SSH-2.0-x\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
    def test_is_absent(self, greeting: bytes) -> None:
        def greet(connection: socket.socket) -> None:
            connection.sendall(greeting)

        with listening(greet) as peer:
            ends = probe(peer.port, scheme="https")

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_ABSENT)

    def test_never_ends(self) -> None:
        def stay_silent(connection: socket.socket) -> None:
            connection.recv(1 << 20)
            connection.recv(1 << 20)

        with listening(stay_silent) as peer:
            profile = make_impatient_profile(loopback=True)
            ends = probe(peer.port, scheme="https", profile=profile)

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_TIMEOUT)

    def test_breaks_off(self) -> None:
        def hang_up(connection: socket.socket) -> None:
            connection.recv(1 << 20)
            reset(connection)

        with listening(hang_up) as peer:
            ends = probe(peer.port, scheme="https")

        assert end_of(ends) == (Stage.TLS, StageState.FAILED, Cause.TLS_BROKEN)


class TestTheAnswer:
    @pytest.mark.parametrize(
        ("script", "reason", "code"),
        [
            (saying(b""), Reason.ANSWER_BROKEN, ""),
            (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), Reason.ANSWER_BROKEN, ""),
            (saying(b"220 mail ready\r\n\r\n"), Reason.ANSWER_FOREIGN, ""),
            (answering(b"<html>It works</html>"), Reason.ANSWER_FOREIGN, ""),
            (answering(b"", status="404 Not Found"), Reason.NOT_FOUND, "404"),
            (answering(b"", status="405 Method Not Allowed"), Reason.NOT_FOUND, "405"),
            (answering(b"", status="400 Bad Request"), Reason.REQUEST_REJECTED, "400"),
            (answering(b"", status="500 Oh"), Reason.SERVER_ERROR, "500"),
            (answering(b"", status="503 Busy"), Reason.SERVER_ERROR, "503"),
            (answering(SOAP_FAULT, status="500 Oh"), Reason.DISTURBANCE, ""),
            (refuse("LMS_00002"), Reason.DISTURBANCE, "LMS_00002"),
            (refuse(""), Reason.DISTURBANCE, ""),
        ],
    )
    def test_is_none_that_can_be_used(self, script: Script, reason: Reason, code: str) -> None:
        with listening(script) as peer:
            ends = probe(peer.port)

        assert end_of(ends) == (Stage.ANSWER, StageState.FAILED, reason)
        assert ends[-1].code == code

    def test_is_too_large(self) -> None:
        with listening(answering(b"x" * 9999)) as peer:
            ends = probe(peer.port, profile=make_profile(max_answer_bytes=1000))

        assert end_of(ends) == (Stage.ANSWER, StageState.FAILED, Reason.ANSWER_TOO_LARGE)

    def test_does_not_come_in_time(self) -> None:
        def stay_silent(connection: socket.socket) -> None:
            receive(connection)
            connection.recv(1)

        with listening(stay_silent) as peer:
            ends = probe(peer.port, profile=make_impatient_profile())

        assert end_of(ends) == (Stage.ANSWER, StageState.FAILED, Reason.ANSWER_TIMEOUT)


class TestCredentialsAndPartner:
    @pytest.mark.parametrize(
        ("script", "stage", "reason", "code"),
        [
            (
                answering(b"", status="401 Unauthorized"),
                *(Stage.CREDENTIALS, Reason.CREDENTIALS_401, ""),
            ),
            (
                answering(b"", status="403 Forbidden"),
                *(Stage.CREDENTIALS, Reason.CREDENTIALS_403, ""),
            ),
            (refuse("LMS_00017"), Stage.CREDENTIALS, Reason.CREDENTIALS_FAULT, "LMS_00017"),
            (refuse("LMS_00006"), Stage.PARTNER, Reason.PARTNER_FAULT, "LMS_00006"),
            (refuse("LMS_00008"), Stage.PARTNER, Reason.QUERY_REFUSED, "LMS_00008"),
            (refuse("NEW_4711"), Stage.PARTNER, Reason.QUERY_REFUSED, "NEW_4711"),
        ],
    )
    def test_are_told_apart(self, script: Script, stage: Stage, reason: Reason, code: str) -> None:
        with listening(script) as peer:
            ends = probe(peer.port)

        assert end_of(ends) == (stage, StageState.FAILED, reason)
        assert ends[-1].code == code
        assert states(ends)[Stage.ANSWER] == StageState.PASSED

    def test_are_accepted_before_the_partner_is_refused(self) -> None:
        with listening(refuse("LMS_00006")) as peer:
            ends = probe(peer.port)

        assert states(ends)[Stage.CREDENTIALS] == StageState.PASSED

    @pytest.mark.parametrize(
        ("changes", "stage", "reason"),
        [
            ({"credentials": Credentials("u" * 61, "p")}, Stage.CREDENTIALS, Reason.USERNAME_UNFIT),
            ({"credentials": Credentials("u", "p\x07")}, Stage.CREDENTIALS, Reason.PASSWORD_UNFIT),
            ({"partner": "P" * 11}, Stage.PARTNER, Reason.PARTNER_UNFIT),
        ],
    )
    def test_are_not_sent_where_they_do_not_fit(
        self, changes: dict[str, Any], stage: Stage, reason: Reason
    ) -> None:
        with listening(NO_MEMBER) as peer:
            ends = probe(peer.port, **changes)

        assert [end_of(ends)] == [(stage, StageState.FAILED, reason)]
        assert peer.connections == 0


class TestManyAtOnce:
    def test_all_pass(self) -> None:
        with listening(NO_MEMBER) as peer, ThreadPoolExecutor(8) as pool:
            ends = list(pool.map(probe, [peer.port] * 40))

        assert {end_of(one) for one in ends} == {(Stage.PARTNER, StageState.PASSED, None)}
