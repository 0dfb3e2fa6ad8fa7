"""The rows of the page's tables, in the reader's words; cards are masked."""

from typing import Any

from interfaces.simulator import wording
from interfaces.simulator.calls import mask_card
from interfaces.simulator.language import Language


def show_member(member: dict[str, Any], language: Language) -> list[str]:
    """Return card, status, points, and whether there is a PIN."""
    return [
        mask_card(member["card"]),
        language.say(wording.STATUSES[member["status"]]),
        language.format_points(member["balance"]),
        language.say("ja" if member["has_pin"] else "nein"),
    ]


def show_coupon(coupon: dict[str, Any], language: Language) -> list[str]:
    """Return code, kind and value."""
    value = language.format_points(coupon["value"]) if coupon["value"] else ""
    return [coupon["code"], language.say(wording.COUPON_KINDS[coupon["kind"]]), value]


def show_trouble(trouble: dict[str, Any], language: Language) -> list[str]:
    """Return the trouble, whom it strikes, and how often still and so far."""
    left = trouble["calls_left"]
    return [
        language.say(wording.TROUBLES[trouble["trouble"]]),
        language.say(wording.OPERATIONS.get(trouble["operation"] or "", "alle")),
        mask_card(trouble["card"]) if trouble["card"] else language.say("alle"),
        language.say("bis zum Aufheben") if left is None else str(left),
        str(trouble["calls_hit"]),
    ]


def show_entry(entry: dict[str, Any], language: Language) -> list[str]:
    """Return one booking."""
    return [
        language.format_moment(entry["booked_at"]),
        language.say(wording.OPERATIONS[entry["operation"]]),
        entry["receipt_number"],
        entry["branch"],
        mask_card(entry["card"]),
        language.format_amount(entry["legal_amount"]),
        language.format_points(entry["points"]),
        ", ".join(entry["coupons"]),
    ]


def show_call(call: dict[str, Any], language: Language) -> list[str]:
    """Return one call and what became of it."""
    return [
        language.format_moment(call["at"]),
        language.say(wording.OPERATIONS.get(call["operation"], "")),
        call["receipt_number"],
        call["masked_card"],
        language.say(wording.VERDICTS[call["verdict"]]),
        call["detail"],
        language.say(wording.TROUBLES.get(call["trouble"], "")),
        call["request_digest"][:12],
    ]
