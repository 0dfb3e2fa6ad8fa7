"""SOAP around a message: putting it on, taking it off, and reading nothing dangerous."""

import re
from collections.abc import Iterator

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
EXTINT = "http://www.payback.net/lmsglobal/ws/v1/extint/types"
SHARED = "http://www.payback.net/lmsglobal/xsd/v1/types"

_PREFIXES = {"typ": EXTINT, "lms": SHARED}
_CODE = re.compile(r"[A-Z]{3}[_-][0-9]{5}")
_CODE_AT_START = re.compile(r"\s*([A-Z]{3}[_-][0-9]{5})\b")


class Unreadable(Exception):
    """The bytes are no SOAP answer that could be understood."""


class SoapFault(Exception):
    """The answer is a soap:Fault; ``code`` is PAYBACK's own code in it, where there is one."""

    def __init__(self, code: str | None) -> None:
        super().__init__(code)
        self.code = code


def new_request(operation: str) -> etree._Element:
    """The empty request element of an operation."""
    return etree.Element(f"{{{EXTINT}}}{operation}Request", nsmap=_PREFIXES)


def write_envelope(request: etree._Element) -> bytes:
    """The bytes of one call; equal requests give equal bytes."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, **_PREFIXES})
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(request)
    etree.cleanup_namespaces(envelope)
    return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)


def parse_document(content: bytes) -> etree._Element:
    """Parse without entities, document types, network or unbounded trees.

    :raises Unreadable: the bytes are not well-formed, or bring a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable
    return root


def read_envelope(content: bytes, expected: str) -> etree._Element:
    """The element called ``expected`` out of an answer's Body.

    :raises SoapFault: the Body holds a soap:Fault.
    :raises Unreadable: anything else.
    """
    root = parse_document(content)
    body = root.find(f"{{{SOAP}}}Body") if root.tag == f"{{{SOAP}}}Envelope" else None
    if body is None:
        raise Unreadable
    fault = body.find(f"{{{SOAP}}}Fault")
    if fault is not None:
        raise SoapFault(_fault_code(fault))
    answer = find_child(body, expected)
    if answer is None:
        raise Unreadable
    return answer


def list_children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of that name in the interface's namespaces; others do not exist for us."""
    return parent.iterchildren(f"{{{EXTINT}}}{name}", f"{{{SHARED}}}{name}")


def find_child(parent: etree._Element, *path: str) -> etree._Element | None:
    """The first element along a path of names, or None."""
    found: etree._Element | None = parent
    for name in path:
        if found is None:
            return None
        found = next(list_children(found, name), None)
    return found


def find_text(parent: etree._Element, *path: str) -> str | None:
    """The trimmed text of the first element along a path, None where absent or empty."""
    found = find_child(parent, *path)
    if found is None:
        return None
    return _read_text(found) or None


def _read_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def _fault_code(fault: etree._Element) -> str | None:
    faultcode = (fault.findtext("faultcode") or "").strip().rpartition(":")[2]
    inner = [_read_text(code) for code in fault.iterfind("detail//{*}Code")]
    for candidate in [faultcode, *inner]:
        if _CODE.fullmatch(candidate):
            return candidate
    leading = _CODE_AT_START.match(fault.findtext("faultstring") or "")
    return leading.group(1) if leading else None
