"""The network between house and PAYBACK: the simulator's engine behind it, and a witness.

The engine answers in this process, without a socket: what sockets do is covered by tests/contract
and, with real processes, by tests/faults.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from lxml import etree

from interfaces.payback.endpoint import Endpoint
from interfaces.payback.profile import WireProfile
from interfaces.payback.transport import Answer, Failure
from interfaces.simulator.access import Credentials
from interfaces.simulator.answers import Answer as EngineAnswer
from interfaces.simulator.answers import Ending, Request
from interfaces.simulator.application import Application
from interfaces.simulator.inspection import list_ledger, put_member
from interfaces.simulator.store import Store
from tests.simulator_process import PARTNER, PASSWORD, USERNAME
from transactions.models import Delivery

# A request that got no answer may still be on its way for this long.
LATEST_ARRIVAL = timedelta(seconds=150)
REJECTIONS = 3
REJECTION_WINDOW = timedelta(minutes=15)
MADE_BY_ENGINE: dict[str, dict[str, str]] = {
    "dropped": {"trouble": "drop_before_booking"},
    "booked_and_dropped": {"trouble": "drop_after_booking"},
    "error_500": {"trouble": "http_500"},
    "booked_and_error_500": {"trouble": "http_500", "when": "after"},
    "booked_and_garbage": {"trouble": "garbage", "when": "after"},
    "soap_fault": {"trouble": "soap_fault"},
    "booked_and_cut": {"trouble": "cut_answer"},
    "rejected": {"trouble": "credentials_rejected"},
    "unknown_failure": {"trouble": "fault_message", "code": "LMS_00002"},
    "member_disabled": {"trouble": "fault_message", "code": "LMS_00005"},
    "number_taken": {"trouble": "fault_message", "code": "LOY-00175"},
}
TROUBLES = [*MADE_BY_ENGINE, "unreachable", "late"]


@dataclass(slots=True)
class Parcel:
    """One request on its way; `answer` is there once PAYBACK has worked on it."""

    request: Request
    arrives_by: datetime
    answer: EngineAnswer | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request says: which operation, under which receipt number, about which."""

    operation: str
    receipt_number: str
    reference: str


class Wire:
    """Stands where `exchange` is. `violations` are rules that a request broke."""

    def __init__(self, read_clock: Callable[[], datetime]) -> None:
        self._read_clock = read_clock
        self.store = Store(Path(":memory:"))
        self.reset()

    def reset(self) -> None:
        """An empty ledger, healthy."""
        credentials = Credentials(partner=PARTNER, username=USERNAME, password=PASSWORD)
        self.store.reset()
        self.engine = Application(self.store, credentials, lambda _seconds: None)
        self.troubles: list[str] = []
        self.on_their_way: list[Parcel] = []
        self.violations: list[str] = []
        self.calls: dict[str, list[bytes]] = {}
        self.rejected_at: list[datetime] = []
        self.taken: set[str] = set()

    def open_account(self, card: str, *, pin: str, balance: int) -> None:
        """The member's PIN and points to begin with."""
        put_member(self.store, card, {"pin": pin, "balance": balance})

    def list_ledger(self) -> list[dict[str, Any]]:
        """What PAYBACK booked."""
        return list_ledger(self.store)

    def exchange(
        self,
        endpoint: Endpoint,
        *,
        headers: Mapping[str, str],
        content: bytes,
        profile: WireProfile,
        observe: Callable[[str], None],
        watch: object = None,
    ) -> Answer | Failure:
        """One request there and its answer back, if there is one."""
        del profile, watch
        seen = _read(content)
        trouble = self._choose_trouble(seen)
        if trouble == "unreachable":
            return Failure("connect", sent=False)
        self._witness(seen, content)
        request = Request(
            method="POST",
            path=endpoint.path,
            body=content,
            authorization=headers["Authorization"],
            soap_action=headers["SOAPAction"],
            content_type=headers["Content-Type"],
        )
        parcel = Parcel(request, self._read_clock() + LATEST_ARRIVAL)
        self.on_their_way.append(parcel)
        observe("after_last_byte")
        if trouble == "late":
            return Failure("timeout", sent=True)
        return self._finish(self._deliver(parcel, trouble))

    def deliver_next(self) -> None:
        """PAYBACK gets one of the requests nobody waits for any more."""
        self._deliver(self.on_their_way[0], "")

    def deliver_until(self, moment: datetime) -> None:
        """Whatever is on its way arrives by then."""
        for parcel in [row for row in self.on_their_way if row.arrives_by <= moment]:
            self._deliver(parcel, "")

    def _choose_trouble(self, seen: Seen) -> str:
        trouble = self.troubles.pop(0) if self.troubles else ""
        if trouble == "number_taken":
            if seen.receipt_number in self.calls:
                return ""
            self.taken.add(seen.receipt_number)
        return trouble

    def _deliver(self, parcel: Parcel, trouble: str) -> EngineAnswer:
        if parcel.answer is None:
            self.on_their_way.remove(parcel)
            if trouble in MADE_BY_ENGINE:
                order = json.dumps(MADE_BY_ENGINE[trouble]).encode()
                self.engine.answer(Request(method="POST", path="/control/troubles", body=order))
            parcel.answer = self.engine.answer(parcel.request)
        return parcel.answer

    def _finish(self, answer: EngineAnswer) -> Answer | Failure:
        if answer.status == 401:
            self._count_rejection()
        if answer.ending == Ending.NO_ANSWER:
            return Failure("reset", sent=True)
        if answer.ending == Ending.HALF_AN_ANSWER:
            half = answer.body[: len(answer.body) // 2]
            return Failure("truncated", sent=True, status=answer.status, content=half)
        return Answer(status=answer.status, content=answer.body)

    def _count_rejection(self) -> None:
        now = self._read_clock()
        self.rejected_at = [at for at in self.rejected_at if now - at <= REJECTION_WINDOW] + [now]
        if len(self.rejected_at) > REJECTIONS:
            self.violations.append("rejected credentials were tried a fourth time")

    def _witness(self, seen: Seen, content: bytes) -> None:
        earlier = self.calls.setdefault(seen.receipt_number, [])
        if earlier and earlier[0] != content:
            self.violations.append(f"{seen} was repeated with other bytes")
        if earlier and seen.operation == "ProcessDirectRedemptionEventRequest":
            self.violations.append(f"{seen} was sent twice")
        earlier.append(content)
        if connection.in_atomic_block:
            self.violations.append(f"{seen} was sent inside a database transaction")
        rows = Delivery.objects.select_related("transaction")
        row = rows.get(transaction__payback_receipt_number=seen.receipt_number)
        is_redemption = row.transaction.kind == "redeem"
        # Whoever was taken for dead may send late; a redemption may not.
        if row.state in {"due", "cancelled"} or (is_redemption and row.state != "started"):
            self.violations.append(f"{seen} was sent while {row.state}")
        if seen.reference:
            self._witness_order(seen, rows.get(transaction__payback_receipt_number=seen.reference))

    def _witness_order(self, seen: Seen, original: Delivery) -> None:
        is_redemption = original.transaction.kind == "redeem"
        decided = {"booked", "reversed"} | ({"unknown", "attention"} if is_redemption else set())
        if original.state not in decided:
            self.violations.append(f"{seen} was sent while its original was {original.state}")


def _read(content: bytes) -> Seen:
    request = etree.fromstring(content).find("{*}Body")[0]  # type: ignore[index]
    found = {
        etree.QName(node).localname: node.text or ""
        for node in request.iter(
            "{*}ReceiptNumber", "{*}ReferenceReceiptNumber", "{*}RedemptionNumber"
        )
    }
    reference = found.get("ReferenceReceiptNumber") or found.get("RedemptionNumber") or ""
    return Seen(etree.QName(request).localname, found.get("ReceiptNumber", ""), reference)
