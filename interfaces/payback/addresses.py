"""Which network addresses a call may go to, asked at the moment of connecting."""

import ipaddress

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# No places of the open internet, although Python takes them for that, depending on its version.
# Teredo (2001::/32) and 6to4 (2002::/16) lead to an IPv4 address of the writer's choice.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "192.0.0.0/24",
        "192.88.99.0/24",
    )
)
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(text: str) -> bool:
    """Whether the address is one of the open internet.

    An IPv4 address in IPv6 dress is judged by what is inside where the dress is in use (mapped,
    NAT64 with the well-known prefix) and refused otherwise: IPv4-compatible and IPv4-translated
    addresses, NAT64 of a local network, 6to4, Teredo, ISATAP.
    """
    try:
        address = _undress(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return False
    if any(address in network for network in _SPECIAL):
        return False
    if isinstance(address, ipaddress.IPv6Address) and not _is_plain_unicast(address):
        return False
    return address.is_global and not address.is_multicast


def is_loopback(text: str) -> bool:
    """Whether the address is this machine."""
    return ipaddress.ip_address(text.partition("%")[0]).is_loopback


def _undress(address: _Address) -> _Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


def _is_plain_unicast(address: ipaddress.IPv6Address) -> bool:
    is_isatap = int(address) >> 32 & 0xFFFF_FFFF in _ISATAP
    return address in _GLOBAL_UNICAST and not is_isatap
