"""One SOAP call as PAYBACK handles it on a good day: admitted, validated, booked, answered."""

import logging
from dataclasses import dataclass
from http import HTTPStatus

from interfaces.simulator.access import Access
from interfaces.simulator.answers import TEXT, Answer, Request
from interfaces.simulator.books import Books
from interfaces.simulator.calls import Verdict
from interfaces.simulator.contract import Operation
from interfaces.simulator.operations import HANDLERS
from interfaces.simulator.refusals import Code, Refused
from interfaces.simulator.responses import build_fault_message, build_response, build_soap_fault
from interfaces.simulator.soap import Invalid, Message, Reader
from interfaces.simulator.store import Store

logger = logging.getLogger(__name__)

UNAUTHORISED = Answer(
    status=HTTPStatus.UNAUTHORIZED,
    body=b"Unauthorized\n",
    content_type=TEXT,
    headers={"WWW-Authenticate": 'Basic realm="PAYBACK"'},
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A call on its way: `message` is None where the body could not be read, `problem` says why."""

    number: int
    at: str
    request: Request
    message: Message | None
    problem: str

    @property
    def request_id(self) -> str:
        """What a FaultMessage quotes, and the list of calls shows as the number."""
        return f"SIM-{self.number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Processed:
    """The answer due, and the verdict for the record."""

    answer: Answer
    verdict: Verdict
    detail: str = ""


class Processing:
    """Processes calls; one instance serves all threads."""

    def __init__(self, store: Store, access: Access, reader: Reader) -> None:
        """Book in `store` what `access` admits and `reader` finds valid."""
        self._store = store
        self._access = access
        self._reader = reader

    def process(self, call: Call) -> Processed:
        """Return the answer of a call whose booking, if any, is on disk."""
        if not self._access.admits(call.request.authorization):
            return Processed(answer=UNAUTHORISED, verdict=Verdict.UNAUTHORISED)
        try:
            message, operation = self._validate(call)
        except Invalid as error:
            return _answer_soap_fault("Client", str(error), Verdict.INVALID)
        try:
            return self._carry_out(message, operation, call)
        except Refused as refused:
            return answer_refusal(operation, refused.code, refused.message, call.request_id)
        except Exception:
            logger.exception("Call %s failed", call.number)
            return _answer_soap_fault("Server", "Internal error", Verdict.FAILED)

    def _validate(self, call: Call) -> tuple[Message, Operation]:
        if call.message is None:
            raise Invalid(call.problem)
        operation = self._reader.validate(call.message)
        if call.request.soap_action.strip('"') not in ("", operation):
            raise Invalid("The SOAPAction is not that of the request")
        return call.message, operation

    def _carry_out(self, message: Message, operation: Operation, call: Call) -> Processed:
        self._access.check(message)
        with self._store.transaction() as connection:
            children = HANDLERS[operation](message, Books(connection), call.at)
        books = operation is not Operation.DASHBOARD
        return Processed(
            answer=Answer(body=build_response(operation, children)),
            verdict=Verdict.BOOKED if books else Verdict.ANSWERED,
        )


def answer_refusal(operation: Operation, code: str, text: str, request_id: str) -> Processed:
    """Return a FaultMessage in an ordinary 200 response of the operation."""
    duplicate = code == Code.RECEIPT_ALREADY_PROCESSED
    return Processed(
        answer=Answer(
            body=build_response(operation, [build_fault_message(code, text, request_id)])
        ),
        verdict=Verdict.DUPLICATE if duplicate else Verdict.REFUSED,
        detail=code,
    )


def _answer_soap_fault(fault_code: str, text: str, verdict: Verdict) -> Processed:
    answer = Answer(
        status=HTTPStatus.INTERNAL_SERVER_ERROR, body=build_soap_fault(fault_code, text)
    )
    return Processed(answer=answer, verdict=verdict, detail=text)
