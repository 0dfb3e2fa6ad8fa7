"""The receipt numbers PAYBACK gets."""

import base64
import hashlib

from interfaces.models import Workstation
from transactions.choices import Kind

_LETTERS = {Kind.COLLECT: "C", Kind.REDEEM: "E", Kind.REFUND: "R", Kind.REVERSAL: "S"}


def derive_payback_receipt_number(
    *, workstation: Workstation, partner: str, receipt_number: str, kind: Kind, sequence: int = 0
) -> str:
    """36 ASCII letters and digits, the same for the same sale and different for every other.

    PAYBACK takes at most 36 characters and wants them unique per partner. A letter for the kind is
    followed by 175 bits of a SHA-256 over the parts, each with its length.
    """
    branch = workstation.branch
    parts = [
        partner,
        str(branch.pk),
        str(workstation.pk),
        receipt_number,
        kind.value,
        str(sequence),
    ]
    content = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
    digest = base64.b32encode(hashlib.sha256(content).digest()).decode()
    return _LETTERS[kind] + digest[:35]
