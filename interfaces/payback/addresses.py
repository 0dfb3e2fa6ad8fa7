"""Which network addresses a call may go to, asked at the moment of connecting."""

import ipaddress

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether the address is one of the open internet.

    Addresses that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are judged by it.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast


def is_loopback(text: str) -> bool:
    """Whether the address is this machine."""
    return ipaddress.ip_address(text.partition("%")[0]).is_loopback


def _inner(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
