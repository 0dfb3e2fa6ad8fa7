"""The demo's own keys: made once, kept beside its data, readable by their owner only."""

import secrets
from pathlib import Path

from cryptography.fernet import Fernet

from payback_site.embedded.place import write_secret


def load_keys(path: Path) -> dict[str, str]:
    """The keys in `path` by their settings' names; those that are absent are made and added."""
    kept = dict(_read(path)) if path.exists() else {}
    keys = {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FERNET_KEYS": Fernet.generate_key().decode(),
        "CARD_HASH_KEY": secrets.token_urlsafe(48),
        "AUDIT_SEAL_KEY": secrets.token_urlsafe(48),
    } | kept
    if keys != kept:
        write_secret(path, "".join(f"{name}={value}\n" for name, value in keys.items()))
    return keys


def _read(path: Path) -> list[tuple[str, str]]:
    parts = (line.partition("=") for line in path.read_text().splitlines() if line)
    return [(name, value) for name, _, value in parts]
