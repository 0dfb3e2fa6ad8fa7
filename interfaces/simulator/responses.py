"""SOAP 1.1 responses: success, refusal in a FaultMessage, and soap:Fault."""

from collections.abc import Iterable

from lxml import etree

from interfaces.simulator.books import Member, Transaction
from interfaces.simulator.contract import (
    SERVICE_TYPES,
    SHARED_TYPES,
    SOAP_NAMESPACE,
    Operation,
)

LOYALTY_CURRENCY = "PTS"
NAMESPACES = {"soap": SOAP_NAMESPACE, "typ": SERVICE_TYPES, "lms": SHARED_TYPES}


def build_response(operation: Operation, children: Iterable[etree._Element]) -> bytes:
    """Return the envelope of an operation's answer."""
    return _wrap(_service(f"{operation}Response", *children))


def build_soap_fault(code: str, text: str) -> bytes:
    """Return the envelope of a soap:Fault; `code` is Client or Server."""
    return _wrap(
        _soap("Fault", _build("", "faultcode", f"soap:{code}"), _build("", "faultstring", text))
    )


def build_fault_message(code: str, text: str, request_id: str) -> etree._Element:
    """Return the element that makes an answer a refusal."""
    return _service(
        "FaultMessage",
        _shared("Code", code),
        _shared("Message", text),
        _shared("RequestID", request_id),
    )


def build_booking(member: Member, transactions: Iterable[Transaction]) -> list[etree._Element]:
    """Return what a booking's response holds: the account afterwards, and what was booked."""
    return [_build_balance(member), *map(_build_transaction, transactions)]


def build_statement(member: Member) -> etree._Element:
    """Return the dashboard's answer."""
    return _service(
        "PointsStatementListItem", _shared("AvailablePointsAmount", str(member.balance))
    )


def _build_balance(member: Member) -> etree._Element:
    return _service(
        "AccountBalanceDetails",
        _shared("LoyaltyCurrency", LOYALTY_CURRENCY),
        _shared("TotalPointsAmount", str(member.balance)),
        _shared("AvailablePointsAmount", str(member.balance)),
        _shared("BlockedPointsAmount", "0"),
        _shared("TotalCollectedPointsAmount", str(member.collected)),
        _shared("TotalSpendPointsAmount", str(member.spent)),
    )


def _build_transaction(transaction: Transaction) -> etree._Element:
    element = _service("Transactions", _shared("TransactionType", str(transaction.type)))
    if transaction.marketing_code:
        element.append(_shared("MarketingCode", transaction.marketing_code))
    element.append(_shared("TotalPoints", _shared("LoyaltyAmount", str(transaction.points))))
    return element


def _wrap(content: etree._Element) -> bytes:
    envelope = _soap("Envelope", _soap("Body", content))
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _soap(name: str, *content: str | etree._Element) -> etree._Element:
    return _build(SOAP_NAMESPACE, name, *content)


def _service(name: str, *content: str | etree._Element) -> etree._Element:
    return _build(SERVICE_TYPES, name, *content)


def _shared(name: str, *content: str | etree._Element) -> etree._Element:
    return _build(SHARED_TYPES, name, *content)


def _build(namespace: str, name: str, *content: str | etree._Element) -> etree._Element:
    element = etree.Element(etree.QName(namespace or None, name), nsmap=NAMESPACES)
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element
