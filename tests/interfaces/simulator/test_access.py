"""Who is let in, and what counts as a request at all."""

from typing import Any

import pytest
import requests

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller
from tests.interfaces.simulator.envelopes import (
    build_dashboard,
    build_purchase,
    build_redemption,
)
from tests.simulator_process import SimulatorProcess

WITH_ENTITY = build_dashboard().replace(
    b'encoding="UTF-8"?>', b'encoding="UTF-8"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">]>'
)


class TestAdmission:
    """A call…"""

    @pytest.mark.parametrize(
        ("username", "password"),
        [("demo", "wrong"), ("wrong", "demo-secret"), ("", ""), ("dëmo", "geheim")],
    )
    def test_without_the_right_basic_pair_is_unauthorised(
        self, simulator: SimulatorProcess, username: str, password: str
    ) -> None:
        with Caller(simulator.soap_url, username, password) as stranger:
            received = stranger.post(build_purchase())

        assert received.status == 401
        assert [call["verdict"] for call in simulator.calls()] == ["unauthorised"]
        assert simulator.ledger() == []

    def test_without_an_authorization_header_is_unauthorised(
        self, simulator: SimulatorProcess
    ) -> None:
        response = requests.post(
            simulator.soap_url,
            data=build_purchase(),
            headers={"Content-Type": "text/xml"},
            timeout=10,
        )

        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Basic")

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"username": "other"}, "LMS_00017"),
            ({"password": "other"}, "LMS_00017"),
            ({"partner": "OTHER"}, "LMS_00006"),
        ],
    )
    def test_with_a_wrong_body_is_refused(
        self, caller: Caller, simulator: SimulatorProcess, values: dict[str, Any], code: str
    ) -> None:
        received = caller.post(build_purchase(**values))

        assert (received.status, received.code) == (200, code)
        assert simulator.ledger() == []

    def test_quotes_the_number_it_is_listed_under(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        received = caller.post(build_purchase(partner="OTHER"))

        assert received.texts("RequestID") == [f"SIM-{simulator.calls()[0]['id']}"]

    def test_is_measured_by_the_credentials_in_force(self, simulator: SimulatorProcess) -> None:
        simulator.accept(partner="NEW", username="new", password="new-secret")

        with Caller(simulator.soap_url, "new", "new-secret") as newcomer:
            received = newcomer.post(
                build_purchase(partner="NEW", username="new", password="new-secret")
            )

        assert (received.status, received.code) == (200, "")


class TestValidation:
    """A body…"""

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"not xml",
            WITH_ENTITY,
            b"<a/>",
            build_dashboard().replace(b"GetAliasDashboardRequest", b"NoSuchRequest"),
            build_dashboard().replace(b"<l:Version>1", b"<l:Version>2"),
            build_purchase(receipt_number="R" * 37),
            build_purchase("12.3456"),
            build_purchase().replace(b"+01:00", b""),
        ],
    )
    def test_that_does_not_fit_the_contract_is_a_client_fault(
        self, caller: Caller, simulator: SimulatorProcess, body: bytes
    ) -> None:
        received = caller.post(body)

        assert received.status == 500
        assert received.texts("faultcode") == ["soap:Client"]
        assert [call["verdict"] for call in simulator.calls()] == ["invalid"]
        assert simulator.ledger() == []

    def test_that_does_not_fit_is_recorded_without_its_values(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        body = build_redemption("200").replace(b"<l:SecretType>4", b"<l:SecretType>hunter2")

        received = caller.post(body)

        assert b"hunter2" not in received.body
        assert "hunter2" not in str(simulator.calls())
        assert "SecretType" in simulator.calls()[0]["detail"]

    def test_under_another_operations_action_is_a_client_fault(self, caller: Caller) -> None:
        received = caller.post(build_purchase(), SOAPAction='"GetAliasDashboard"')

        assert received.texts("faultcode") == ["soap:Client"]

    def test_of_another_content_type_is_not_accepted(self, simulator: SimulatorProcess) -> None:
        response = requests.post(simulator.soap_url, json={}, timeout=10)

        assert response.status_code == 415

    def test_over_one_mebibyte_is_not_read(self, caller: Caller) -> None:
        received = caller.post(build_purchase() + b" " * 1024 * 1024)

        assert received.status == 413

    def test_may_come_by_the_familys_usual_path(self, simulator: SimulatorProcess) -> None:
        with Caller(f"{simulator.url}/PBExternalServices/v1/soap") as caller:
            received = caller.post(build_purchase())

        assert received.transactions == [("100", "249")]


class TestRecord:
    """The list of calls…"""

    def test_shows_when_a_repeat_was_byte_identical(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        caller.post(build_purchase())
        caller.post(build_purchase())
        caller.post(build_purchase() + b"\n")

        first, second, third = simulator.calls(receipt_number="R-1")
        assert first["request_digest"] == second["request_digest"] != third["request_digest"]
        assert [call["verdict"] for call in (first, second)] == ["booked", "duplicate"]

    def test_masks_the_card(self, caller: Caller, simulator: SimulatorProcess) -> None:
        caller.post(build_purchase())

        assert simulator.calls()[0]["masked_card"] == "904019******7692"
        assert envelopes.RICH not in str(simulator.calls())
