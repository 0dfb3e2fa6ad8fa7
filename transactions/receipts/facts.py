"""What a template can print of a receipt, by the names of the language."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from interfaces.models import Branch
from interfaces.secrets.sealed import SecretUnreadable
from transactions.choices import Kind, Outcome, State
from transactions.models import Delivery, Transaction
from transactions.receipts.language import Facts
from transactions.receipts.sentences import expect_points, write_message, write_receipt_lines

PROGRAMME = "PAYBACK"
DATE_FORMATS = {"de": "d.m.Y"}
OTHER_DATE_FORMAT = "j M Y"
# Words that templates compare with: they stay the same in every language.
KINDS = {
    Kind.COLLECT: "sammeln",
    Kind.REDEEM: "einloesen",
    Kind.REFUND: "rueckgabe",
    Kind.REVERSAL: "storno",
}
OUTCOMES = {
    Outcome.BOOKED: "gebucht",
    Outcome.QUEUED: "wartet",
    Outcome.REFUSED: "abgelehnt",
    Outcome.UNKNOWN: "unklar",
}
REVERSED = "storniert"
NAMES_OF_KINDS = {
    "sammlung": Kind.COLLECT,
    "einloesung": Kind.REDEEM,
    "rueckgabe": Kind.REFUND,
    "storno": Kind.REVERSAL,
}


def gather_facts(*, deliveries: Sequence[Delivery], width: int) -> Facts:
    """All that templates may name, as texts in the current language; what is unknown is empty.

    `deliveries` are those of one receipt, at least one, in their order.
    """
    receipt = deliveries[0].transaction.receipt
    sold_at = timezone.localtime(receipt.occurred_at)
    bookings = [_describe(row) for row in deliveries]
    return {
        "rechnung": {
            "nummer": receipt.receipt_number,
            "datum": date_format(
                sold_at, DATE_FORMATS.get(get_language() or "", OTHER_DATE_FORMAT)
            ),
            "uhrzeit": date_format(sold_at, "H:i"),
            "summe": _write_euros(receipt.total_cents),
            "zeilen": tuple(_list_lines(deliveries, bookings)),
            "coupons": _list_coupons(deliveries),
            "customercreditpoints": tuple(_list_memberships(deliveries)),
            "buchungen": tuple(bookings),
        },
        **{name: _find_last(deliveries, bookings, kind) for name, kind in NAMES_OF_KINDS.items()},
        **_describe_place(receipt.branch, deliveries[0].transaction.device_id),
        "druck": {"breite": str(width), "trennlinie": "-" * width},
    }


def _describe_place(branch: Branch, computer_name: str) -> dict[str, Any]:
    return {
        "filiale": {
            "kuerzel": branch.code,
            "name": branch.name,
            "strasse": branch.street,
            "plz": branch.postcode,
            "ort": branch.city,
        },
        "filialkette": {"name": branch.chain.name},
        "arbeitsplatz": {"rechner": computer_name},
    }


def _describe(delivery: Delivery) -> dict[str, Any]:
    row = delivery.transaction
    expected = expect_points(delivery) if row.kind == Kind.COLLECT else None
    return {
        "art": KINDS[Kind(row.kind)],
        "artname": row.get_kind_display(),
        "ergebnis": _name_outcome(delivery),
        "ergebnisname": _name_outcome_to_people(delivery),
        "satz": write_message(delivery),
        "zeilen": tuple(write_receipt_lines(delivery)[1:]),
        "punkte": _write_points(delivery),
        "erwartetepunkte": _write_number(expected),
        "punktestand": _write_number(_read_if_booked(delivery, delivery.balance)),
        "betrag": _write_euros(row.points_value_cents or row.total_cents),
        "coupons": tuple(row.coupons),
        **_write_card(row),
    }


def _list_lines(
    deliveries: Sequence[Delivery], bookings: Sequence[dict[str, Any]]
) -> Iterator[str]:
    """The lines of all transactions; a card is named again only after another one."""
    named = ""
    for delivery, booking in zip(deliveries, bookings, strict=True):
        card = delivery.transaction.card_hash
        if card != named:
            yield f"{PROGRAMME} {booking['memberhipnumber']}"
        yield from booking["zeilen"]
        named = card


def _find_last(
    deliveries: Sequence[Delivery], bookings: Sequence[dict[str, Any]], kind: Kind
) -> dict[str, Any]:
    found = [
        booking
        for delivery, booking in zip(deliveries, bookings, strict=True)
        if delivery.transaction.kind == kind
    ]
    return found[-1] if found else {}


def _list_memberships(deliveries: Sequence[Delivery]) -> Iterable[dict[str, Any]]:
    by_card: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        by_card.setdefault(delivery.transaction.card_hash, []).append(delivery)
    for rows in by_card.values():
        points = _write_collected_points(rows)
        card = _write_card(rows[0].transaction)
        yield {
            **card,
            "points": points,
            "punkte": points,
            "coupons": _list_coupons(rows),
            "programme": PROGRAMME,
            "programm": PROGRAMME,
        }


def _list_coupons(deliveries: Iterable[Delivery]) -> tuple[str, ...]:
    """Each once."""
    return tuple(dict.fromkeys(code for row in deliveries for code in row.transaction.coupons))


def _write_collected_points(deliveries: Iterable[Delivery]) -> str:
    """The sum, but nothing as long as one of its parts is not known."""
    points = [
        row.points
        for row in deliveries
        if row.transaction.kind == Kind.COLLECT and row.state == State.BOOKED
    ]
    known = [number for number in points if number is not None]
    return _write_number(sum(known)) if known and len(known) == len(points) else ""


def _write_card(row: Transaction) -> dict[str, str]:
    full = _read_full_number(row)
    return {
        "memberhipnumber": full,
        "membershipnumber": full,
        "membershipnumbermasked": row.card_masked,
        "membershipnumberfull": full,
    }


def _read_full_number(row: Transaction) -> str:
    """Masked unless the chain prints numbers in full; a receipt does not fail for a lost key."""
    if not row.receipt.branch.chain.prints_full_numbers:
        return row.card_masked
    try:
        return str(row.card)
    except SecretUnreadable:
        return row.card_masked


def _name_outcome(delivery: Delivery) -> str:
    return REVERSED if delivery.state == State.REVERSED else OUTCOMES[delivery.outcome]


def _name_outcome_to_people(delivery: Delivery) -> str:
    if delivery.state == State.REVERSED:
        return str(delivery.get_state_display())
    return str(delivery.outcome.label)


def _write_points(delivery: Delivery) -> str:
    points = _read_if_booked(delivery, delivery.points)
    if points is None:
        return ""
    return _write_number(points if delivery.transaction.kind == Kind.COLLECT else abs(points))


def _read_if_booked(delivery: Delivery, number: int | None) -> int | None:
    """What is booked; a refused or undone transaction gives nobody points."""
    return number if delivery.outcome == Outcome.BOOKED else None


def _write_number(number: int | None) -> str:
    return "" if number is None else number_format(number, use_l10n=True, force_grouping=True)


def _write_euros(cents: int) -> str:
    return number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True, force_grouping=True)
