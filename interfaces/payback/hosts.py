"""The operator's list of hosts that may be called at all."""

import re
from collections.abc import Iterable

from interfaces.payback.endpoint import InvalidHost, parse_endpoint

_ANY_BELOW = "*."
_PATH_OR_PORT = re.compile(r"/|:[^\]]*\Z")


def read_pattern(text: str) -> str:
    """A host name, an address, or ``*.`` and a name for everything below it; in its one spelling.

    :raises InvalidHost: anything else, a port or path included.
    """
    wildcard = _ANY_BELOW if text.startswith(_ANY_BELOW) else ""
    name = text.removeprefix(wildcard)
    if _PATH_OR_PORT.search(name):
        raise InvalidHost("host")
    host = parse_endpoint(name, default_path="/").host
    if wildcard and (":" in host or host.rpartition(".")[2].isdigit()):
        raise InvalidHost("numeric")
    return wildcard + host


def is_listed(host: str, patterns: Iterable[str]) -> bool:
    """Whether the host of an endpoint is on the list; ``*.name`` does not cover ``name`` itself."""
    return any(
        host.endswith(pattern[1:]) if pattern.startswith(_ANY_BELOW) else host == pattern
        for pattern in patterns
    )


def is_broad(pattern: str) -> bool:
    """Whether the pattern covers everything below a single label, such as a whole country."""
    return pattern.startswith(_ANY_BELOW) and "." not in pattern.removeprefix(_ANY_BELOW)
