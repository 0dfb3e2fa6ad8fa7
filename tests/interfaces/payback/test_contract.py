"""The contract files: consistent among themselves and readable by an outside client."""

import pytest
import zeep
from lxml import etree

from tests.interfaces.payback.samples import CONTRACT, load_schema, read_sample

OPERATIONS = [
    "ProcessPurchaseEvent",
    "RefundPurchaseEvent",
    "ReverseCollectEvent",
    "GetAliasDashboard",
    "ProcessDirectRedemptionEvent",
    "ReverseRedemptionEvent",
]
SOAP_BINDING = "{http://schemas.xmlsoap.org/wsdl/soap/}"
TYPES = "{http://www.payback.net/lmsglobal/ws/v1/extint/types}"


class TestSamples:
    @pytest.mark.parametrize("direction", ["Request", "Response"])
    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_are_valid(self, operation: str, direction: str) -> None:
        root = etree.fromstring(read_sample(operation + direction))
        message = root[0][0]

        load_schema().assertValid(etree.fromstring(etree.tostring(message)))

        assert message.tag == TYPES + operation + direction


class TestWsdl:
    def test_is_loaded_by_an_outside_client(self) -> None:
        client = zeep.Client(str(CONTRACT / "extint.wsdl"))

        binding = client.wsdl.services["soap"].ports["ExtintPort"].binding

        assert sorted(binding.all()) == sorted(OPERATIONS)

    def test_names_each_operation_as_its_soap_action(self) -> None:
        tree = etree.parse(str(CONTRACT / "extint.wsdl"))

        actions = [found.get("soapAction") for found in tree.iter(SOAP_BINDING + "operation")]

        assert actions == OPERATIONS


class TestSchema:
    def test_refuses_a_receipt_number_that_is_too_long(self) -> None:
        text = read_sample("ReverseRedemptionEventRequest").decode()
        long = text.replace("OPTIKMST-W1-0003-26-E", "X" * 37)

        message = etree.fromstring(etree.tostring(etree.fromstring(long.encode())[0][0]))

        assert not load_schema().validate(message)

    def test_refuses_a_moment_without_zone(self) -> None:
        text = read_sample("ProcessPurchaseEventRequest").decode().replace("+01:00", "")

        message = etree.fromstring(etree.tostring(etree.fromstring(text.encode())[0][0]))

        assert not load_schema().validate(message)
