"""The *Host* setting, read into the one address that is called."""

import ipaddress
import re
from dataclasses import dataclass

import idna

DEFAULT_PORTS = {"https": 443, "http": 80}
LOOPBACK_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})

_UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)+/?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")


class InvalidHost(ValueError):
    """The text is no address that may be called; ``code`` says why.

    Codes: ``empty``, ``characters``, ``scheme``, ``plain_http``, ``userinfo``, ``query``,
    ``fragment``, ``path``, ``port``, ``numeric``, ``host``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where calls go. Two spellings of one address give equal endpoints."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, lower case, the port always written out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}".lower()

    @property
    def url(self) -> str:
        return self.origin + self.path


def parse_endpoint(text: str, *, default_path: str, allow_plain_loopback: bool = False) -> Endpoint:
    """Read a host name, ``host:port`` or a full https URL.

    :param default_path: used where the text names no path.
    :param allow_plain_loopback: accept ``http`` for a literal 127.0.0.1, ::1 or localhost.
    :raises InvalidHost: for everything else, user and password in the address included.
    """
    if not text:
        raise InvalidHost("empty")
    if _UNFIT.search(text):
        raise InvalidHost("characters")
    scheme, rest = _split_scheme(text)
    authority, slash, tail = rest.partition("/")
    if "@" in authority:
        raise InvalidHost("userinfo")
    if slash and "://" not in text:
        raise InvalidHost("path")
    name, port_text = _split_port(authority)
    host = _normal_host(name)
    if scheme == "http" and not (allow_plain_loopback and host in LOOPBACK_NAMES):
        raise InvalidHost("plain_http")
    path = _checked_path(slash + tail) if tail else default_path
    return Endpoint(scheme=scheme, host=host, port=_port(port_text, scheme), path=path)


def _split_scheme(text: str) -> tuple[str, str]:
    head, mark, rest = text.partition("://")
    scheme, rest = (head.lower(), rest) if mark else ("https", text)
    if scheme not in DEFAULT_PORTS:
        raise InvalidHost("scheme")
    if "?" in rest:
        raise InvalidHost("query")
    if "#" in rest:
        raise InvalidHost("fragment")
    return scheme, rest


def _split_port(authority: str) -> tuple[str, str | None]:
    if authority.startswith("["):
        name, bracket, rest = authority.partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise InvalidHost("host")
        return name + bracket, rest[1:] if rest else None
    if authority.count(":") > 1:
        raise InvalidHost("host")
    name, colon, port_text = authority.partition(":")
    return name, port_text if colon else None


def _port(text: str | None, scheme: str) -> int:
    if text is None:
        return DEFAULT_PORTS[scheme]
    if not _PORT.fullmatch(text) or int(text) > 65535:
        raise InvalidHost("port")
    return int(text)


def _checked_path(path: str) -> str:
    if not _PATH.fullmatch(path) or any(part in {".", ".."} for part in path.split("/")):
        raise InvalidHost("path")
    return path


def _normal_host(name: str) -> str:
    if name.startswith("["):
        return _ipv6(name[1:-1])
    if not name:
        raise InvalidHost("host")
    try:
        host = idna.encode(name, uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise InvalidHost("host") from None
    if host.endswith("."):
        raise InvalidHost("host")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _ipv4(name)
    return host


def _ipv4(name: str) -> str:
    try:
        return str(ipaddress.IPv4Address(name))
    except ValueError:
        raise InvalidHost("numeric") from None


def _ipv6(name: str) -> str:
    try:
        address = ipaddress.IPv6Address(name)
    except ValueError:
        raise InvalidHost("numeric") from None
    if address.scope_id is not None:
        raise InvalidHost("numeric")
    return str(address)
