"""SOAP 1.1 requests: out of the envelope, against the contract, read by path."""

import threading
from decimal import Decimal
from typing import Any

from lxml import etree

from interfaces.simulator.contract import (
    SERVICE_TYPES,
    SOAP_NAMESPACE,
    Operation,
    load_schema,
)
from interfaces.simulator.refusals import Code, Refused

LARGEST_AMOUNT = Decimal(10**12)


class Invalid(Exception):
    """The body is no valid request; the text names the place, never a value from it."""


class Message:
    """A request element, read by the local names of its descendants."""

    def __init__(self, element: etree._Element) -> None:
        """Read from `element`, the only child of the SOAP body."""
        self.element = element

    @property
    def name(self) -> str:
        """The element's local name."""
        return etree.QName(self.element).localname

    @property
    def namespace(self) -> str | None:
        """The element's namespace."""
        return etree.QName(self.element).namespace

    @property
    def operation(self) -> Operation | None:
        """The operation this is the request of, None if it is of none."""
        operation = self.name.removesuffix("Request")
        known = self.namespace == SERVICE_TYPES and operation != self.name
        return Operation(operation) if known and operation in set(Operation) else None

    @property
    def card(self) -> str:
        """The full card number the request is about, empty if it names none."""
        return self.text("Authentication/Identification/Alias") or self.text("Identification/Alias")

    @property
    def receipt_number(self) -> str:
        """The event's own receipt number, empty if there is none."""
        return self.text("CollectEventData/ReceiptNumber") or self.text(
            "RedemptionEvent/ReceiptNumber"
        )

    def text(self, path: str) -> str:
        """Return the text at `path` (local names joined by slashes), empty if there is none."""
        return self.element.findtext(_any_namespace(path)) or ""

    def texts(self, path: str) -> list[str]:
        """Return the text of every element at `path`."""
        return [found.text or "" for found in self.element.iterfind(_any_namespace(path))]

    def has(self, path: str) -> bool:
        """Tell whether there is an element at `path`."""
        return self.element.find(_any_namespace(path)) is not None

    def amount(self, path: str) -> Decimal | None:
        """Return the number at `path`, None if there is none.

        :raises Refused: the number is too large to be meant.
        """
        amounts = self.amounts(path)
        return amounts[0] if amounts else None

    def amounts(self, path: str) -> list[Decimal]:
        """Return the numbers at `path`.

        :raises Refused: a number is too large to be meant.
        """
        amounts = [Decimal(text.strip()) for text in self.texts(path)]
        if any(abs(amount) > LARGEST_AMOUNT for amount in amounts):
            raise Refused(Code.INVALID_REQUEST, f"{path} is too large")
        return amounts


class Reader:
    """Parses and validates; shared by all threads."""

    def __init__(self) -> None:
        """Load the contract's schema once."""
        self._schema = load_schema()
        self._lock = threading.Lock()

    def read(self, body: bytes) -> Message:
        """Return the request inside the envelope, not yet validated.

        :raises Invalid: not well-formed, a DOCTYPE, or no SOAP 1.1 envelope with one request.
        """
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        try:
            envelope = etree.fromstring(body, parser)
        except etree.XMLSyntaxError as error:
            raise Invalid("The body is not well-formed XML") from error
        if envelope.getroottree().docinfo.internalDTD is not None:
            raise Invalid("A DOCTYPE is not accepted")
        if envelope.tag != f"{{{SOAP_NAMESPACE}}}Envelope":
            raise Invalid("The root element is not a SOAP 1.1 Envelope")
        requests = envelope.findall(f"{{{SOAP_NAMESPACE}}}Body/*")
        if len(requests) != 1:
            raise Invalid("The SOAP Body must hold exactly one request")
        return Message(requests[0])

    def validate(self, message: Message) -> Operation:
        """Return the operation of a request that fits the contract.

        :raises Invalid: unknown operation, or the first place that does not fit the schema.
        """
        operation = message.operation
        if operation is None:
            raise Invalid("The SOAP Body holds no request of this service")
        with self._lock:
            if not self._schema.validate(message.element):
                log: Any = self._schema.error_log
                error = log[0]
                raise Invalid(f"{error.type_name} at {error.path}, line {error.line}")
        return operation


def _any_namespace(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))
