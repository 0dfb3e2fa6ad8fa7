"""Primary keys that sort by the time of their making."""

import uuid

import uuid_utils.compat


def new_key() -> uuid.UUID:
    """A UUIDv7."""
    return uuid_utils.compat.uuid7()
