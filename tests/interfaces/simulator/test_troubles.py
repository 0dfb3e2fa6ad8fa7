"""Every scripted trouble: what the caller's socket sees, and what the ledger says."""

import time

import pytest
import requests

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller, exchange_bytes
from tests.interfaces.simulator.envelopes import build_dashboard, build_purchase
from tests.simulator_process import SimulatorProcess

BOOKED = ["R-1"]


def list_booked(simulator: SimulatorProcess) -> list[str]:
    """Return the receipt numbers in the ledger."""
    return [entry["receipt_number"] for entry in simulator.ledger()]


class TestDrop:
    """A dropped answer…"""

    @pytest.mark.parametrize(
        ("trouble", "booked"),
        [("drop_before_booking", []), ("drop_after_booking", BOOKED)],
    )
    def test_is_not_one_byte(
        self, simulator: SimulatorProcess, trouble: str, booked: list[str]
    ) -> None:
        simulator.trouble(trouble)

        received = exchange_bytes(simulator.soap_url, build_purchase())

        assert received == b""
        assert list_booked(simulator) == booked

    @pytest.mark.parametrize(
        ("trouble", "booked"),
        [("drop_before_booking", []), ("drop_after_booking", BOOKED)],
    )
    def test_may_be_a_reset(
        self, simulator: SimulatorProcess, trouble: str, booked: list[str]
    ) -> None:
        simulator.trouble(trouble, how="reset")

        with pytest.raises(ConnectionResetError):
            exchange_bytes(simulator.soap_url, build_purchase())

        assert list_booked(simulator) == booked

    @pytest.mark.parametrize(
        ("trouble", "code"),
        [("drop_before_booking", ""), ("drop_after_booking", "LOY-00175")],
    )
    def test_shows_its_truth_on_the_repeat(
        self, caller: Caller, simulator: SimulatorProcess, trouble: str, code: str
    ) -> None:
        simulator.trouble(trouble)
        with pytest.raises(requests.ConnectionError):
            caller.post(build_purchase())

        received = caller.post(build_purchase())

        assert received.code == code
        assert list_booked(simulator) == BOOKED

    def test_is_on_record_with_what_became_of_the_call(self, simulator: SimulatorProcess) -> None:
        simulator.trouble("drop_after_booking")

        exchange_bytes(simulator.soap_url, build_purchase())

        (call,) = simulator.calls()
        assert (call["verdict"], call["trouble"]) == ("booked", "drop_after_booking")


class TestCutAnswer:
    """A cut answer…"""

    def test_is_shorter_than_it_promises(self, simulator: SimulatorProcess) -> None:
        whole = exchange_bytes(simulator.soap_url, build_purchase(receipt_number="R-0"))
        simulator.trouble("cut_answer")

        received = exchange_bytes(simulator.soap_url, build_purchase())

        head, _, body = received.partition(b"\r\n\r\n")
        promised = len(whole.partition(b"\r\n\r\n")[2])
        assert f"Content-Length: {promised}".encode() in head
        assert len(body) == promised // 2
        assert list_booked(simulator) == ["R-0", "R-1"]


class TestCloseAfterRequest:
    """A connection closed after the request…"""

    def test_has_carried_a_whole_answer_that_did_not_announce_it(
        self, simulator: SimulatorProcess
    ) -> None:
        simulator.trouble("close_after_request")
        session = requests.Session()

        response = session.post(
            simulator.soap_url,
            data=build_purchase(),
            auth=("demo", "demo-secret"),
            headers={"Content-Type": "text/xml"},
            timeout=10,
        )

        assert response.status_code == 200
        assert "Connection" not in response.headers
        assert list_booked(simulator) == BOOKED
        session.close()

    def test_is_really_closed(self, simulator: SimulatorProcess) -> None:
        simulator.trouble("close_after_request")

        received = exchange_bytes(simulator.soap_url, build_purchase())

        assert received.endswith(b"</soap:Envelope>")


class TestRefusedConnection:
    """A refused connection…"""

    def test_is_reset_before_the_body_is_read(self, simulator: SimulatorProcess) -> None:
        simulator.trouble("refuse_connection", calls=2)

        with pytest.raises(ConnectionResetError):
            exchange_bytes(simulator.soap_url, build_purchase())

        assert list_booked(simulator) == []
        assert [call["trouble"] for call in simulator.calls()] == ["refuse_connection"]
        assert simulator.troubles()[0]["calls_left"] == 1


class TestSpoiltAnswer:
    """A spoilt answer…"""

    @pytest.mark.parametrize(
        ("when", "booked"), [({}, []), ({"when": "before"}, []), ({"when": "after"}, BOOKED)]
    )
    @pytest.mark.parametrize(
        ("trouble", "status", "text"),
        [
            ("http_500", 500, b"Internal Server Error"),
            ("garbage", 200, b"\x00\xff"),
            ("soap_fault", 500, b"<faultcode>soap:Server</faultcode>"),
        ],
    )
    def test_leaves_the_booking_as_ordered(
        self,
        caller: Caller,
        simulator: SimulatorProcess,
        trouble: str,
        status: int,
        text: bytes,
        when: dict[str, str],
        booked: list[str],
    ) -> None:
        simulator.trouble(trouble, **when)

        received = caller.post(build_purchase())

        assert received.status == status
        assert text in received.body
        assert list_booked(simulator) == booked

    def test_may_be_a_refusal_of_any_code(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.trouble("fault_message", code="LMS_00002")

        received = caller.post(build_purchase())

        assert (received.status, received.code) == (200, "LMS_00002")
        assert list_booked(simulator) == []
        assert simulator.calls()[0]["verdict"] == "refused"

    def test_may_reject_the_credentials(self, caller: Caller, simulator: SimulatorProcess) -> None:
        simulator.trouble("credentials_rejected")

        received = caller.post(build_purchase())

        assert received.status == 401
        assert list_booked(simulator) == []


class TestDelay:
    """A delay…"""

    @pytest.mark.parametrize(("when", "booked"), [("before", []), ("after", BOOKED)])
    def test_falls_on_the_side_of_the_booking_ordered(
        self, caller: Caller, simulator: SimulatorProcess, when: str, booked: list[str]
    ) -> None:
        simulator.trouble("delay", seconds=1, when=when)

        with pytest.raises(requests.ReadTimeout):
            caller.post(build_purchase(), timeout=0.4)

        meanwhile = list_booked(simulator)
        time.sleep(1.5)
        assert (meanwhile, list_booked(simulator)) == (booked, BOOKED)

    def test_does_not_prevent_a_late_booking(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.trouble("delay", seconds=0.6)
        with pytest.raises(requests.ReadTimeout):
            caller.post(build_purchase(), timeout=0.2)

        time.sleep(0.8)

        assert list_booked(simulator) == BOOKED

    def test_holds_up_nobody_else(self, caller: Caller, simulator: SimulatorProcess) -> None:
        simulator.trouble("delay", seconds=1, card=envelopes.POOR)
        with pytest.raises(requests.ReadTimeout):
            caller.post(build_dashboard(card=envelopes.POOR), timeout=0.1)

        received = caller.post(build_purchase(), timeout=0.5)

        assert received.status == 200


class TestAim:
    """Trouble…"""

    def test_strikes_as_many_calls_as_ordered(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.trouble("http_500", calls=2)

        statuses = [caller.post(build_dashboard()).status for _ in range(4)]

        assert statuses == [500, 500, 200, 200]
        assert simulator.troubles() == []

    def test_may_last_until_it_is_cleared(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.trouble("http_500", calls=None)
        statuses = [caller.post(build_dashboard()).status for _ in range(3)]

        simulator.clear_troubles()

        assert statuses == [500, 500, 500]
        assert caller.post(build_dashboard()).status == 200

    @pytest.mark.parametrize(
        "aim", [{"operation": "ProcessPurchaseEvent"}, {"card": envelopes.POOR}]
    )
    def test_spares_calls_that_are_not_meant(
        self, caller: Caller, simulator: SimulatorProcess, aim: dict[str, str]
    ) -> None:
        simulator.trouble("http_500", **aim)

        spared = caller.post(build_dashboard(card=envelopes.RICH))
        struck = caller.post(build_purchase(card=envelopes.POOR))

        assert (spared.status, struck.status) == (200, 500)

    def test_strikes_by_chance_the_same_way_for_the_same_seed(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.trouble("http_500", probability=0.5, seed=7, calls=None)
        first = [caller.post(build_dashboard()).status for _ in range(20)]
        simulator.clear_troubles()
        simulator.trouble("http_500", probability=0.5, seed=7, calls=None)

        second = [caller.post(build_dashboard()).status for _ in range(20)]

        assert first == second
        assert set(first) == {200, 500}

    def test_comes_in_the_order_it_was_ordered(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        simulator.trouble("http_500")
        simulator.trouble("credentials_rejected")

        statuses = [caller.post(build_dashboard()).status for _ in range(3)]

        assert statuses == [500, 401, 200]
