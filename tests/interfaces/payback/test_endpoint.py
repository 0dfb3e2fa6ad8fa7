"""The Host setting: every spelling people enter, and every one that must not pass."""

import pytest

from interfaces.payback.endpoint import Endpoint, InvalidHost, parse_endpoint

PATH = "/PBExternalServices/v1/soap"


def parse(text: str, *, plain: bool = False) -> Endpoint:
    return parse_endpoint(text, default_path=PATH, allow_plain_loopback=plain)


class TestParseEndpoint:
    @pytest.mark.parametrize(
        ("text", "url"),
        [
            ("soap.payback.at", f"https://soap.payback.at:443{PATH}"),
            ("SOAP.Payback.AT", f"https://soap.payback.at:443{PATH}"),
            ("soap.payback.at:8443", f"https://soap.payback.at:8443{PATH}"),
            ("https://soap.payback.at", f"https://soap.payback.at:443{PATH}"),
            ("https://soap.payback.at/", f"https://soap.payback.at:443{PATH}"),
            ("HTTPS://soap.payback.at:443/v2/soap", "https://soap.payback.at:443/v2/soap"),
            ("https://soap.payback.at/v2/soap/", "https://soap.payback.at:443/v2/soap/"),
            ("münze.example", f"https://xn--mnze-0ra.example:443{PATH}"),
            ("MÜNZE.example", f"https://xn--mnze-0ra.example:443{PATH}"),
            ("192.0.2.7:8443", f"https://192.0.2.7:8443{PATH}"),
            ("https://[2001:DB8::0:7]:8443", f"https://[2001:db8::7]:8443{PATH}"),
            ("kassa", f"https://kassa:443{PATH}"),
        ],
    )
    def test_reads(self, text: str, url: str) -> None:
        assert parse(text).url == url

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "empty"),
            (" ", "characters"),
            (" soap.payback.at", "characters"),
            ("soap.payback.at\n", "characters"),
            ("soap.pay\x00back.at", "characters"),
            ("soap.pay\u200bback.at", "characters"),
            ("soap.payback.at\u202e", "characters"),
            ("https:\\\\soap.payback.at", "characters"),
            ("ftp://soap.payback.at", "scheme"),
            ("file:///etc/passwd", "scheme"),
            ("javascript:alert(1)", "port"),
            ("http://soap.payback.at", "plain_http"),
            ("http://127.0.0.1", "plain_http"),
            ("https://user@soap.payback.at", "userinfo"),
            ("user:word@soap.payback.at", "userinfo"),
            ("https://soap.payback.at/?x=1", "query"),
            ("soap.payback.at?x", "query"),
            ("https://soap.payback.at/#x", "fragment"),
            ("soap.payback.at/v2/soap", "path"),
            ("https://soap.payback.at/../x", "path"),
            ("https://soap.payback.at//x", "path"),
            ("https://soap.payback.at/%2e%2e", "path"),
            ("soap.payback.at:", "port"),
            ("soap.payback.at:0", "port"),
            ("soap.payback.at:0443", "port"),
            ("soap.payback.at:65536", "port"),
            ("soap.payback.at:44３", "port"),
            ("https://", "host"),
            ("https:///x", "host"),
            ("soap..payback.at", "host"),
            ("soap.payback.at.", "host"),
            ("soap_payback.at", "host"),
            ("-soap.payback.at", "host"),
            ("a" * 64 + ".at", "host"),
            ("2001:db8::7", "host"),
            ("https://[::1", "host"),
            ("https://[::1]x", "host"),
            ("127.1", "numeric"),
            ("2130706433", "numeric"),
            ("0x7f.0.0.1", "numeric"),
            ("127.0.0.0x1", "numeric"),
            ("0177.0.0.1", "numeric"),
            ("127.0.0.256", "numeric"),
            ("１２７.0.0.1", "numeric"),
            ("127。0。0。1", "numeric"),
            ("https://[fe80::1%25eth0]", "numeric"),
            ("https://[::zz]", "numeric"),
        ],
    )
    def test_refuses(self, text: str, code: str) -> None:
        with pytest.raises(InvalidHost) as refusal:
            parse(text)

        assert refusal.value.code == code

    @pytest.mark.parametrize(
        ("text", "origin"),
        [
            ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
            ("http://localhost", "http://localhost:80"),
            ("http://[::1]:8765", "http://[::1]:8765"),
        ],
    )
    def test_reads_plain_http_on_this_machine_where_allowed(self, text: str, origin: str) -> None:
        assert parse(text, plain=True).origin == origin

    @pytest.mark.parametrize(
        "text",
        [
            "http://soap.payback.at",
            "http://127.0.0.2",
            "http://127.0.0.1.example",
            "http://[::ffff:127.0.0.1]",
            "http://localhost.example",
        ],
    )
    def test_refuses_plain_http_elsewhere_even_where_allowed(self, text: str) -> None:
        with pytest.raises(InvalidHost, match="plain_http"):
            parse(text, plain=True)

    def test_gives_equal_endpoints_for_two_spellings(self) -> None:
        assert parse("Soap.Payback.at") == parse("https://soap.payback.at:443/")


class TestEndpoint:
    def test_writes_its_origin_in_lower_case(self) -> None:
        endpoint = Endpoint(scheme="https", host="SOAP.payback.at", port=443, path=PATH)

        assert endpoint.origin == "https://soap.payback.at:443"
