"""One call from message to meaning."""

import base64
from collections.abc import Callable
from time import monotonic
from typing import Generic

from lxml import etree

from interfaces.payback.connection import Phase
from interfaces.payback.credentials import Credentials
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.envelope import SoapFault, Unreadable, read_envelope, write_envelope
from interfaces.payback.errors import (
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    PaybackError,
    Refused,
    Unfit,
)
from interfaces.payback.faults import Meaning, explain_code
from interfaces.payback.masking import HIDDEN, Masker
from interfaces.payback.messages import MessageUnfit
from interfaces.payback.operations import A, M, Operation
from interfaces.payback.parsing import read_refusal
from interfaces.payback.profile import Placement, WireProfile
from interfaces.payback.records import CallRecord
from interfaces.payback.transport import Answer, Failure, exchange

_LONGEST_CODE = 40


class Call(Generic[M, A]):
    """One message on its way; used once."""

    def __init__(
        self,
        operation: Operation[M, A],
        message: M,
        *,
        endpoint: Endpoint,
        credentials: Credentials,
        profile: WireProfile,
    ) -> None:
        self._operation = operation
        self._message = message
        self._endpoint = endpoint
        self._credentials = credentials
        self._profile = profile
        self._pin = operation.pin(message)
        self._basic = _encode_basic(credentials)
        secrets = [credentials.password, self._basic]
        self._masker = Masker(secrets=secrets, card=message.card, pin=self._pin)

    def run(
        self, observe: Callable[[str], None], watch: Callable[[Phase], None] | None = None
    ) -> tuple[A, CallRecord] | PaybackError:
        """Make the call. Failures are returned, to be raised without a chain of causes.

        The causes hold the request and with it the secrets.
        """
        if self._credentials.address not in {None, self._endpoint.url}:
            return NotSent(
                "other_address", self._record(Failure("other_address", sent=False), "", 0)
            )
        try:
            request = self._operation.build(self._message, self._credentials, self._profile)
        except MessageUnfit as error:
            return self._name_unfit(error)
        content = write_envelope(request)
        started = monotonic()
        end = exchange(
            self._endpoint,
            headers=self._headers(),
            content=content,
            profile=self._profile,
            observe=observe,
            watch=watch,
        )
        duration_ms = round((monotonic() - started) * 1000)
        record = self._record(end, self._mask_request(request), duration_ms)
        if isinstance(end, Failure):
            if end.sent:
                return OutcomeUnknown(end.reason, record)
            return NotSent(end.reason, record, end.cause)
        observe("after_answer")
        return self._judge(end, record)

    def _judge(self, answer: Answer, record: CallRecord) -> tuple[A, CallRecord] | PaybackError:
        if answer.status in {401, 403}:
            return Misconfigured(f"http_{answer.status}", record)
        try:
            element = read_envelope(answer.content, f"{self._operation.name}Response")
        except SoapFault as fault:
            if fault.code and answer.status in {200, 500}:
                return self._refuse(fault.code, record)
            reason = "soap_fault" if answer.status in {200, 500} else f"http_{answer.status}"
            return OutcomeUnknown(reason, record)
        except Unreadable:
            reason = "garbage" if answer.status == 200 else f"http_{answer.status}"
            return OutcomeUnknown(reason, record)
        if answer.status != 200:
            return OutcomeUnknown(f"http_{answer.status}", record)
        return self._read(element, record)

    def _read(
        self, element: etree._Element, record: CallRecord
    ) -> tuple[A, CallRecord] | PaybackError:
        code = read_refusal(element)
        if code is not None:
            return self._refuse(code, record) if code else OutcomeUnknown("fault", record)
        try:
            return self._operation.parse(element), record
        except Unreadable:
            return OutcomeUnknown("garbage", record)

    def _refuse(self, code: str, record: CallRecord) -> PaybackError:
        shown = self._show_code(code)
        fault = explain_code(shown, self._profile.faults, with_pin=self._pin is not None)
        if fault.meaning is Meaning.UNKNOWN_FAILURE:
            return OutcomeUnknown(f"fault {shown}", record)
        if fault.meaning in {Meaning.CREDENTIALS_REJECTED, Meaning.PARTNER_REJECTED}:
            return Misconfigured(shown, record)
        return Refused(shown, fault.meaning, fault.sentence, record)

    def _show_code(self, code: str) -> str:
        """A code of the table is no secret, whatever digits it shares with a PIN."""
        return (
            code if code in self._profile.faults else self._masker.mask_echo(code)[:_LONGEST_CODE]
        )

    def _name_unfit(self, error: MessageUnfit) -> PaybackError:
        record = self._record(Failure(error.code, sent=False), "", 0)
        if error.field in {"username", "password"}:
            return Misconfigured(f"unfit_{error.field}", record)
        return Unfit(str(error), record)

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{self._operation.name}"',
            "Accept": "text/xml",
            "Accept-Encoding": "identity",
            "User-Agent": "payback-optik",
        }
        if self._profile.authentication in {Placement.BASIC, Placement.BOTH}:
            headers["Authorization"] = f"Basic {self._basic}"
        return headers

    def _mask_request(self, request: etree._Element) -> str:
        lines = [f"POST {self._endpoint.path}", f"SOAPAction: {self._operation.name}"]
        if self._profile.authentication in {Placement.BASIC, Placement.BOTH}:
            lines.append(f"Authorization: {HIDDEN}")
        return self._masker.mask_request(request, "\n".join(lines))

    def _record(self, end: Answer | Failure, request_masked: str, duration_ms: int) -> CallRecord:
        return CallRecord(
            operation=self._operation.name,
            origin=self._endpoint.origin,
            request_masked=request_masked,
            answer_masked=self._masker.mask_answer(end.content) if end.content else "",
            http_status=end.status,
            duration_ms=duration_ms,
        )


def _encode_basic(credentials: Credentials) -> str:
    pair = f"{credentials.username}:{credentials.password}"
    return base64.b64encode(pair.encode()).decode("ascii")
