"""Typed readers for the environment: a missing or wrong value stops the start and says which one.

Every name read here must stand in `.env.example`; a test compares the two. A secret may also be
handed over as a file: `NAME_FILE=/run/secrets/name` (django-environ's FileAwareEnv).
"""

import ssl
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from interfaces.payback.endpoint import InvalidHost
from interfaces.payback.hosts import read_pattern

BASE_DIR = Path(__file__).resolve().parent.parent
READ_NAMES: set[str] = set()

_env = environ.FileAwareEnv()
_env.read_env(BASE_DIR / ".env", overwrite=False)


def read_text(name: str, *, default: str | None = None) -> str:
    """A non-empty text.

    :raises ImproperlyConfigured: absent without a default, or empty.
    """
    value = _read(name, default=default or "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is missing or empty. See .env.example.")
    return value


def read_list(name: str, *, default: list[str] | None = None) -> list[str]:
    """Texts parted by commas, blanks around them dropped."""
    parts = _read(name, default=",".join(default or []))
    return [part.strip() for part in parts.split(",") if part.strip()]


def read_whole_number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`, both included.

    :raises ImproperlyConfigured: not a number, or outside.
    """
    text = _read(name, default=str(default)).strip()
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}.")
    return int(text)


def read_choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    """One of `choices`, to the letter.

    :raises ImproperlyConfigured: anything else.
    """
    value = read_text(name, default=default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of: {', '.join(choices)}.")
    return value


def read_fernet_keys(name: str) -> list[str]:
    """Keys as `Fernet.generate_key()` makes them; the first encrypts, all of them decrypt.

    :raises ImproperlyConfigured: none given, or one that is no Fernet key. The key is not echoed.
    """
    keys = read_list(name)
    if not keys:
        raise ImproperlyConfigured(f"{name} is missing or empty. See .env.example.")
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name}: key number {position} is not a Fernet key. "
                "Make one with: python -m payback_site.new_key"
            ) from error
    return keys


def read_hosts(name: str, *, default: list[str]) -> list[str]:
    """Host names, addresses, or `*.name` for everything below a name; in their one spelling.

    :raises ImproperlyConfigured: one of them is neither.
    """
    texts = read_list(name, default=default)
    try:
        return [read_pattern(text) for text in texts]
    except InvalidHost as error:
        raise ImproperlyConfigured(
            f"{name} must hold host names or *.name, without scheme, port and path, "
            f"parted by commas ({error.code})."
        ) from error


def read_certificates(name: str) -> str:
    """Certificates of authorities in PEM, one after the other; empty when there are none.

    :raises ImproperlyConfigured: that is no certificate.
    """
    text = _read(name, default="").strip()
    if text:
        try:
            ssl.create_default_context(cadata=text)
        except (ssl.SSLError, TypeError, ValueError) as error:
            raise ImproperlyConfigured(f"{name} must hold certificates in PEM.") from error
    return text


def read_database(name: str) -> dict[str, object]:
    """Django's database settings from a `postgres://` address.

    :raises ImproperlyConfigured: absent, or another engine (there is only PostgreSQL here).
    """
    address = read_text(name)
    if not address.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"{name} must start with postgres:// or postgresql://.")
    return dict(_env.db_url_config(address))


def _read(name: str, *, default: str) -> str:
    """The value as it stands; `Env.str` would read `$X` as the value of another variable X."""
    READ_NAMES.add(name)
    try:
        return str(_env.ENVIRON.get(name, default))
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
