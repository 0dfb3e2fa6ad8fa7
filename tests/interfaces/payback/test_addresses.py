"""Addresses that may be called, in all their disguises."""

import pytest

from interfaces.payback.addresses import is_loopback, is_public


class TestIsPublic:
    @pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
    def test_accepts_the_open_internet(self, address: str) -> None:
        assert is_public(address)

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "0.0.0.0",  # noqa: S104 - refused, not listened on
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1%eth0",
            "fc00::1",
            "ff0e::1",
            "::ffff:127.0.0.1",
            "::ffff:100.64.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a01:203",
            "2002:7f00:1::",
            "2001:0:4136:e378:8000:63bf:80ff:fffe",
            "127.1",
            "localhost",
        ],
    )
    def test_refuses_everything_else(self, address: str) -> None:
        assert not is_public(address)


class TestIsLoopback:
    @pytest.mark.parametrize(
        ("address", "loopback"),
        [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("8.8.8.8", False)],
    )
    def test_knows_this_machine(self, address: str, *, loopback: bool) -> None:
        assert is_loopback(address) is loopback
