"""Keyed digests: texts with a card number in them are compared and found without being readable."""

import hashlib
import hmac

from django.conf import settings


def hash_card_number(number: str) -> str:
    """64 hexadecimal digits by which a card number is found."""
    return digest_with_key("card", number.encode())


def digest_with_key(purpose: str, content: bytes) -> str:
    """64 hexadecimal digits; without CARD_HASH_KEY nobody can try out what `content` was."""
    key = settings.CARD_HASH_KEY.encode()
    return hmac.new(key, purpose.encode() + b"\0" + content, hashlib.sha256).hexdigest()
