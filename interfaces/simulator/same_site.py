"""Which requests a browser may have been talked into by another site, by their headers."""

from email.message import Message
from urllib.parse import urlsplit

ALWAYS_ALLOWED = frozenset({"127.0.0.1", "localhost", "::1"})


def names_this_host(host: str, allowed: frozenset[str]) -> bool:
    """Tell whether a Host header names this machine, so that no foreign name leads here."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name in ALWAYS_ALLOWED | allowed


def is_from_another_site(headers: Message, address: str) -> bool:
    """Tell whether a browser says that a page of another origin than `address` asks."""
    return headers.get("Origin", address) != address


def is_from_own_page(headers: Message, address: str) -> bool:
    """Tell whether a browser says that our own page at `address` asks; silence is a no."""
    if "Origin" in headers:
        return headers["Origin"] == address
    if "Sec-Fetch-Site" in headers:
        return headers["Sec-Fetch-Site"] == "same-origin"
    parts = urlsplit(headers.get("Referer", ""))
    return f"{parts.scheme}://{parts.netloc}" == address
