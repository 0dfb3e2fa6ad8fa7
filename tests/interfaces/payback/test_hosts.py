"""The operator's list of hosts: how it is read, and what it covers."""

import pytest

from interfaces.payback.endpoint import InvalidHost
from interfaces.payback.hosts import is_broad, is_listed, read_pattern


class TestReadPattern:
    @pytest.mark.parametrize(
        ("text", "pattern"),
        [
            ("soap.payback.at", "soap.payback.at"),
            ("SOAP.Payback.AT", "soap.payback.at"),
            ("*.Payback.AT", "*.payback.at"),
            ("münze.example", "xn--mnze-0ra.example"),
            ("192.0.2.7", "192.0.2.7"),
            ("[::1]", "::1"),
            ("localhost", "localhost"),
        ],
    )
    def test_reads(self, text: str, pattern: str) -> None:
        assert read_pattern(text) == pattern

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "*",
            "*.",
            "**.payback.at",
            "*payback.at",
            "soap.*.at",
            "*.192.0.2.7",
            "*.[::1]",
            "::1",
            "soap.payback.at:443",
            "[::1]:443",
            "soap.payback.at:",
            "https://soap.payback.at",
            "soap.payback.at/x",
            "payback.at.",
            "user@payback.at",
            "2130706433",
            "127.1",
        ],
    )
    def test_refuses(self, text: str) -> None:
        with pytest.raises(InvalidHost):
            read_pattern(text)


class TestIsListed:
    @pytest.mark.parametrize("host", ["soap.payback.at", "a.b.payback.at", "partner.example"])
    def test_covers(self, host: str) -> None:
        assert is_listed(host, ["*.payback.at", "partner.example"])

    @pytest.mark.parametrize(
        "host",
        [
            "payback.at",
            "evilpayback.at",
            "soap.payback.at.evil.example",
            "x.partner.example",
            "partner.example.evil.example",
            "127.0.0.1",
        ],
    )
    def test_does_not_cover(self, host: str) -> None:
        assert not is_listed(host, ["*.payback.at", "partner.example"])

    def test_covers_nothing_when_it_is_empty(self) -> None:
        assert not is_listed("soap.payback.at", [])


class TestIsBroad:
    @pytest.mark.parametrize(
        ("pattern", "broad"), [("*.at", True), ("*.payback.at", False), ("localhost", False)]
    )
    def test_tells(self, pattern: str, *, broad: bool) -> None:
        assert is_broad(pattern) is broad
