"""The contract files, shared with the client by path: what is valid, what ?wsdl shows."""

from enum import StrEnum
from pathlib import Path
from urllib.parse import urlencode

from lxml import etree

CONTRACT_FOLDER = Path(__file__).resolve().parent.parent / "payback" / "contract"
WSDL_FILE = "extint.wsdl"
SCHEMA_FILES = ("extint-types.xsd", "payback-types.xsd")

SOAP_NAMESPACE = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE_TYPES = "http://www.payback.net/lmsglobal/ws/v1/extint/types"
SHARED_TYPES = "http://www.payback.net/lmsglobal/xsd/v1/types"

WSDL_SOAP_ADDRESS = "{http://schemas.xmlsoap.org/wsdl/soap/}address"
XSD_IMPORT = "{http://www.w3.org/2001/XMLSchema}import"


class Operation(StrEnum):
    """The operations of the contract, by the names that PAYBACK gives them."""

    PURCHASE = "ProcessPurchaseEvent"
    REFUND = "RefundPurchaseEvent"
    REVERSE_COLLECT = "ReverseCollectEvent"
    DASHBOARD = "GetAliasDashboard"
    REDEMPTION = "ProcessDirectRedemptionEvent"
    REVERSE_REDEMPTION = "ReverseRedemptionEvent"


def load_schema() -> etree.XMLSchema:
    """Return the schema that every request must fit."""
    return etree.XMLSchema(etree.parse(str(CONTRACT_FOLDER / SCHEMA_FILES[0])))


def publish_wsdl(address: str) -> bytes:
    """Return the WSDL with its service at `address` and its schemas beside it (`address?xsd=`)."""
    document = etree.parse(str(CONTRACT_FOLDER / WSDL_FILE))
    for element in document.iter(WSDL_SOAP_ADDRESS):
        element.set("location", address)
    return _publish(document, address)


def publish_schema(name: str, address: str) -> bytes | None:
    """Return one schema of the contract as it is served at `address`, None if there is none."""
    if name not in SCHEMA_FILES:
        return None
    return _publish(etree.parse(str(CONTRACT_FOLDER / name)), address)


def _publish(document: etree._ElementTree, address: str) -> bytes:
    for element in document.iter(XSD_IMPORT):
        schema_file = element.get("schemaLocation", "")
        element.set("schemaLocation", f"{address}?{urlencode({'xsd': schema_file})}")
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")
