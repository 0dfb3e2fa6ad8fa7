"""Paying with points, and cards and coupons of an order, checked and frozen."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from interfaces.payback.cards import Card
from interfaces.secrets.card_hash import digest_with_key
from transactions.models import ChainRules
from transactions.validation.collect import check_coupons, read_scan
from transactions.validation.errors import ErrorCollector
from transactions.validation.requests import CaptureRequest, RedemptionRequest


@dataclass(frozen=True, slots=True)
class RedemptionCommand:
    """Everything a redemption says but the PIN, which is never stored, digested or logged."""

    receipt_number: str
    occurred_at: datetime
    card: Card = field(repr=False)
    total_cents: int
    points: int
    value_cents: int

    @property
    def content_digest(self) -> str:
        """Equal for equal content; the PIN takes no part in it."""
        content = {
            "receipt_number": self.receipt_number,
            "occurred_at": self.occurred_at.timestamp(),
            "card": self.card.number,
            "total_cents": self.total_cents,
            "points": self.points,
        }
        return digest_with_key("redeem", json.dumps(content, sort_keys=True).encode())


def build_redemption(*, request: RedemptionRequest, rules: ChainRules) -> RedemptionCommand:
    """The command of a well-formed request.

    :raises InvalidRequest: no card, neither or both of points and amount, too few or too many.
    """
    errors = ErrorCollector()
    card = read_scan(request.card, errors)
    points = _count_points(request, rules, errors)
    value_cents = points * rules.cents_per_point
    if points and points < rules.minimum_redeem_points:
        errors.add(
            _name(request),
            _("Es müssen mindestens %(points)s Punkte eingelöst werden.")
            % {"points": rules.minimum_redeem_points},
        )
    if value_cents > request.total:
        errors.add(_name(request), _("Die Punkte sind mehr wert als die Summe des Belegs."))
    errors.refuse_if_any()
    assert card is not None  # noqa: S101  (refused above otherwise)
    return RedemptionCommand(
        receipt_number=request.receipt_number,
        occurred_at=request.occurred_at,
        card=card,
        total_cents=request.total,
        points=points,
        value_cents=value_cents,
    )


def build_capture(*, request: CaptureRequest) -> tuple[Card, tuple[str, ...]]:
    """Card and coupons of an order.

    :raises InvalidRequest: no card, or a coupon twice.
    """
    errors = ErrorCollector()
    card = read_scan(request.card, errors)
    check_coupons(request.coupons, errors)
    errors.refuse_if_any()
    assert card is not None  # noqa: S101  (refused above otherwise)
    return card, tuple(request.coupons)


def build_card(*, scan: str, field_name: str) -> Card:
    """The card of a scan.

    :raises InvalidRequest: it is none.
    """
    errors = ErrorCollector()
    card = read_scan(scan, errors, field_name)
    errors.refuse_if_any()
    assert card is not None  # noqa: S101  (refused above otherwise)
    return card


def _count_points(request: RedemptionRequest, rules: ChainRules, errors: ErrorCollector) -> int:
    if (request.points is None) == (request.amount is None):
        errors.add("points", _("Bitte entweder points oder amount senden."))
        return 0
    if request.points is not None:
        return request.points
    amount = request.amount or 0
    if amount == 0 or amount % rules.cents_per_point:
        errors.add("amount", _("Dieser Betrag lässt sich nicht mit ganzen Punkten bezahlen."))
    return amount // rules.cents_per_point


def _name(request: RedemptionRequest) -> str:
    return "amount" if request.points is None else "points"
