"""All parts of the simulator put together: a request in, an answer out, no sockets."""

from collections.abc import Callable
from http import HTTPStatus

from interfaces.simulator.access import Access, Credentials
from interfaces.simulator.answers import Answer, Request, answer_text
from interfaces.simulator.calls import Calls
from interfaces.simulator.contract import publish_schema, publish_wsdl
from interfaces.simulator.control import PREFIX, Control
from interfaces.simulator.exchange import Exchange
from interfaces.simulator.page import Page
from interfaces.simulator.store import Store
from interfaces.simulator.troubles import Troubles

SOAP_PATHS = frozenset({"/simulator/v1/soap", "/PBExternalServices/v1/soap"})


class Application:
    """Routes requests to SOAP, contract, control and page; one instance serves all threads."""

    def __init__(
        self, store: Store, credentials: Credentials, begin_outage: Callable[[float], None]
    ) -> None:
        """Keep everything in `store` and accept `credentials`."""
        access = Access(credentials)
        troubles = Troubles()
        calls = Calls(store)
        self._exchange = Exchange(store=store, access=access, troubles=troubles, calls=calls)
        self._control = Control(
            store=store,
            access=access,
            troubles=troubles,
            calls=calls,
            begin_outage=begin_outage,
        )
        self._page = Page(store=store, troubles=troubles, calls=calls, control=self._control)

    def refuse_connection(self, method: str, path: str) -> Answer | None:
        """Return the end of a SOAP call whose connection is refused unread, None otherwise."""
        if method == "POST" and path in SOAP_PATHS:
            return self._exchange.refuse_connection()
        return None

    def answer(self, request: Request) -> Answer:
        """Return what goes back."""
        if request.path in SOAP_PATHS:
            return self._answer_soap(request)
        if request.path.startswith(PREFIX):
            return self._control.answer(request)
        return self._page.answer(request)

    def _answer_soap(self, request: Request) -> Answer:
        if request.method == "POST":
            if not request.content_type.startswith("text/xml"):
                return answer_text(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "SOAP 1.1 is text/xml")
            return self._exchange.answer(request)
        if request.method == "GET":
            return _answer_contract(request)
        return answer_text(HTTPStatus.METHOD_NOT_ALLOWED, "POST a SOAP request, or GET ?wsdl")


def _answer_contract(request: Request) -> Answer:
    address = f"{request.address}{request.path}"
    if "wsdl" in request.query:
        return Answer(body=publish_wsdl(address))
    schema = publish_schema(request.query.get("xsd", ""), address)
    if schema is None:
        return answer_text(HTTPStatus.NOT_FOUND, "GET ?wsdl, or POST a SOAP request")
    return Answer(body=schema)
