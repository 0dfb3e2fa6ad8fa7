"""Addresses that may be called, in all their disguises."""

import pytest

from interfaces.payback.addresses import is_loopback, is_public


class TestIsPublic:
    @pytest.mark.parametrize(
        "address",
        ["8.8.8.8", "2606:4700::1111", "2a00:1450:4001::8a", "::ffff:8.8.8.8", "64:ff9b::808:808"],
    )
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
            "192.0.0.8",
            "192.88.99.1",
            "198.18.0.1",
            "240.0.0.1",
            "fec0::1",
            "fc00::1",
            "5f00::1",
            "100::1",
            "3fff::1",
            "2001:db8::1",
            "::7f00:1",
            "::ffff:0:7f00:1",
            "::ffff:a9fe:a9fe",
            "64:ff9b::6440:1",
            "64:ff9b:1::7f00:1",
            "64:ff9b:1::808:808",
            "2002:808:808::1",
            "2001:4860:4860::5efe:7f00:1",
            "2001:4860:4860::200:5efe:7f00:1",
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
