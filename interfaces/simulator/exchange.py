"""One SOAP call from its bytes to its answer, with the trouble ordered for it and the record."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus

from interfaces.simulator.access import Access
from interfaces.simulator.answers import HTML, Answer, Ending, Request
from interfaces.simulator.calls import Calls, Verdict
from interfaces.simulator.contract import Operation
from interfaces.simulator.processing import (
    UNAUTHORISED,
    Call,
    Processed,
    Processing,
    answer_refusal,
)
from interfaces.simulator.refusals import MESSAGES, Code
from interfaces.simulator.responses import build_soap_fault
from interfaces.simulator.soap import Invalid, Message, Reader
from interfaces.simulator.store import Store
from interfaces.simulator.troubles import Trouble, TroubleKind, Troubles, When

ENDINGS = {
    TroubleKind.DROP_BEFORE_BOOKING: Ending.NO_ANSWER,
    TroubleKind.DROP_AFTER_BOOKING: Ending.NO_ANSWER,
    TroubleKind.CUT_ANSWER: Ending.HALF_AN_ANSWER,
    TroubleKind.CLOSE_AFTER_REQUEST: Ending.ANSWER_THEN_CLOSE,
}
SPOILT_ANSWERS = {
    TroubleKind.HTTP_500: Answer(
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        body=b"<html><body><h1>Internal Server Error</h1></body></html>",
        content_type=HTML,
    ),
    TroubleKind.GARBAGE: Answer(body=b"<soap:Envelope \x00\xff Wartungsarbeiten </html>"),
    TroubleKind.SOAP_FAULT: Answer(
        status=HTTPStatus.INTERNAL_SERVER_ERROR, body=build_soap_fault("Server", "Internal error")
    ),
    TroubleKind.CREDENTIALS_REJECTED: UNAUTHORISED,
}


class Exchange:
    """Answers SOAP calls; one instance serves all threads."""

    def __init__(self, *, store: Store, access: Access, troubles: Troubles, calls: Calls) -> None:
        """Book in `store` what `access` admits and `troubles` lets through; record in `calls`."""
        self._reader = Reader()
        self._processing = Processing(store, access, self._reader)
        self._troubles = troubles
        self._calls = calls

    def refuse_connection(self) -> Answer | None:
        """Return the end of a connection whose body is never read, None if none is refused."""
        trouble = self._troubles.claim_connection()
        if trouble is None:
            return None
        number = self._calls.start(at=_read_clock(), trouble=trouble.trouble)
        self._calls.settle(number, Verdict.NOT_PROCESSED)
        return Answer(ending=Ending.NO_ANSWER, how=trouble.how)

    def answer(self, request: Request) -> Answer:
        """Return what the caller gets to see; what was booked is on disk by then."""
        at = _read_clock()
        message, problem = self._read(request.body)
        operation = str(message.operation or "") if message else ""
        card = message.card if message else ""
        trouble = self._troubles.claim(operation=operation, card=card)
        number = self._calls.start(
            at=at,
            body=request.body,
            operation=operation,
            receipt_number=message.receipt_number if message else "",
            card=card,
            trouble=trouble.trouble if trouble else "",
        )
        call = Call(number=number, at=at, request=request, message=message, problem=problem)
        processed = self._meet(call, trouble) if trouble else self._processing.process(call)
        self._calls.settle(number, processed.verdict, processed.detail)
        return processed.answer

    def _read(self, body: bytes) -> tuple[Message | None, str]:
        try:
            return self._reader.read(body), ""
        except Invalid as error:
            return None, str(error)

    def _meet(self, call: Call, trouble: Trouble) -> Processed:
        if trouble.trouble is TroubleKind.FAULT_MESSAGE:
            return _refuse(call, trouble)
        if trouble.when is When.BEFORE:
            time.sleep(trouble.seconds)
        processed = Processed(answer=Answer(), verdict=Verdict.NOT_PROCESSED)
        if trouble.spares_the_booking:
            processed = self._processing.process(call)
        if trouble.when is When.AFTER:
            time.sleep(trouble.seconds)
        return replace(processed, answer=_spoil(processed.answer, trouble))


def _refuse(call: Call, trouble: Trouble) -> Processed:
    operation = call.message.operation if call.message else None
    known = trouble.code in set(Code)
    text = MESSAGES[Code(trouble.code)] if known else "Refused as ordered"
    return answer_refusal(operation or Operation.PURCHASE, trouble.code, text, call.request_id)


def _spoil(answer: Answer, trouble: Trouble) -> Answer:
    spoilt = SPOILT_ANSWERS.get(trouble.trouble, answer)
    ending = ENDINGS.get(trouble.trouble, Ending.ANSWER)
    return replace(spoilt, ending=ending, how=trouble.how)


def _read_clock() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
