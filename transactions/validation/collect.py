"""A collect, checked against the chain's settings and frozen."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from interfaces.models import Chain
from interfaces.payback.cards import Card, NotACard, read_card
from interfaces.secrets.card_hash import digest_with_key
from transactions.models import ArticleGroup
from transactions.validation.errors import ErrorCollector
from transactions.validation.requests import CollectRequest, LineRequest, PaymentKind


@dataclass(frozen=True, slots=True)
class CollectLine:
    """One line; amounts in cents of EUR. Without a group nothing of it is eligible."""

    article_number: str | None
    ean: str | None
    description: str | None
    group: str | None
    group_name: str | None
    quantity: str
    amount_cents: int
    insurer_cents: int
    eligible_cents: int


@dataclass(frozen=True, slots=True)
class CollectCommand:
    """Everything a collect says, ready to be stored.

    `occurred_at` is aware; `payments` are kind and cents of EUR, in the till's order.
    """

    receipt_number: str
    occurred_at: datetime
    card: Card = field(repr=False)
    total_cents: int
    lines: tuple[CollectLine, ...]
    coupons: tuple[str, ...]
    payments: tuple[tuple[str, int], ...]
    is_late: bool
    order_number: str | None = None
    captured_coupons: tuple[str, ...] = ()

    @property
    def eligible_cents(self) -> int:
        """What earns points."""
        return sum(line.eligible_cents for line in self.lines)

    @property
    def payment_type(self) -> str:
        """How it was paid; empty when in several ways, or when the till does not say."""
        kinds = {kind for kind, _cents in self.payments}
        return kinds.pop() if len(kinds) == 1 else ""

    @property
    def content_digest(self) -> str:
        """Equal for equal content, whatever the spelling of the scan or of the amounts was.

        Only what the till says counts, not how the chain calls its article groups today, nor what
        it lets earn, nor what is captured for the order by now.
        """
        own = [coupon for coupon in self.coupons if coupon not in self.captured_coupons]
        content = {
            "receipt_number": self.receipt_number,
            "occurred_at": self.occurred_at.timestamp(),
            "card": self.card.number if self.order_number is None else None,
            "order_number": self.order_number,
            "total_cents": self.total_cents,
            "lines": [
                asdict(line) | {"group_name": None, "eligible_cents": None} for line in self.lines
            ],
            "coupons": own,
            "payments": self.payments,
            "is_late": self.is_late,
        }
        return digest_with_key("collect", json.dumps(content, sort_keys=True).encode())


def build_collect(
    *,
    request: CollectRequest,
    chain: Chain,
    captured: tuple[str, Sequence[str]] | None = None,
    points_earn: bool = True,
) -> CollectCommand:
    """The command of a well-formed request.

    :param captured: card and coupons of the order the request names, where it names one.
    :param points_earn: whether what was paid with points earns points.
    :raises InvalidRequest: no card, unknown group, amounts that contradict each other.
    """
    errors = ErrorCollector()
    card = _find_card(request, captured, errors)
    groups = _load_group_names(request, chain)
    lines = tuple(
        _build_line(line, groups=groups, path=f"lines.{position}", errors=errors)
        for position, line in enumerate(request.lines)
    )
    coupons = tuple(dict.fromkeys([*(captured[1] if captured else ()), *request.coupons]))
    _check_sums(request, errors)
    check_coupons(request.coupons, errors)
    errors.refuse_if_any()
    assert card is not None  # noqa: S101  (refused above otherwise)
    return CollectCommand(
        receipt_number=request.receipt_number,
        occurred_at=request.occurred_at,
        card=card,
        total_cents=request.total,
        lines=lines if points_earn else _leave_out_points(lines, request),
        coupons=coupons,
        payments=tuple((row.type.value, row.amount) for row in request.payments),
        is_late=request.late,
        order_number=request.order_number,
        captured_coupons=tuple(captured[1]) if captured else (),
    )


def _find_card(
    request: CollectRequest,
    captured: tuple[str, Sequence[str]] | None,
    errors: ErrorCollector,
) -> Card | None:
    if request.order_number is None and request.card is not None:
        return read_scan(request.card, errors)
    if request.order_number is None or request.card is not None:
        errors.add("card", _("Bitte entweder card oder order_number senden."))
        return None
    if captured is None:
        errors.add("order_number", _("Zu diesem Auftrag wurde keine Karte erfasst."))
        return None
    return read_scan(captured[0], errors)


def _leave_out_points(
    lines: Iterable[CollectLine], request: CollectRequest
) -> tuple[CollectLine, ...]:
    """The lines with the part of the total that points paid taken out, in proportion, down."""
    with_points = sum(row.amount for row in request.payments if row.type == PaymentKind.POINTS)
    rest = request.total - with_points
    return tuple(
        replace(line, eligible_cents=line.eligible_cents * rest // request.total)
        if line.eligible_cents
        else line
        for line in lines
    )


def read_scan(scan: str, errors: ErrorCollector, field: str = "card") -> Card | None:
    """The card, or an error that names the field and tells the cashier what to do."""
    try:
        return read_card(
            scan,
            prefixes=settings.PAYBACK_CARD_PREFIXES,
            issuer_prefix=settings.PAYBACK_ISSUER_PREFIX,
        )
    except NotACard as error:
        errors.add(field, _(error.sentence))
        return None


def _load_group_names(request: CollectRequest, chain: Chain) -> Mapping[str, str]:
    codes = {line.group for line in request.lines if line.group}
    rows = ArticleGroup.objects.filter(chain=chain, code__in=codes) if codes else []
    return {row.code: row.display_value for row in rows}


def _build_line(
    line: LineRequest, *, groups: Mapping[str, str], path: str, errors: ErrorCollector
) -> CollectLine:
    if line.group is not None and line.group not in groups:
        errors.add(f"{path}.group", _("Diese Artikelgruppe ist in der Filialkette nicht angelegt."))
    if line.insurer_share > line.amount:
        errors.add(
            f"{path}.insurer_share", _("Der Kassenanteil ist höher als der Betrag der Zeile.")
        )
    earning = line.amount - line.insurer_share if line.group is not None else 0
    return CollectLine(
        article_number=line.article_number,
        ean=line.ean,
        description=line.description,
        group=line.group,
        group_name=groups.get(line.group) if line.group else None,
        quantity=format(line.quantity.normalize(), "f"),
        amount_cents=line.amount,
        insurer_cents=line.insurer_share,
        eligible_cents=earning,
    )


def _check_sums(request: CollectRequest, errors: ErrorCollector) -> None:
    if sum(line.amount for line in request.lines) > request.total:
        errors.add("total", _("Die Zeilen ergeben mehr als die Summe des Belegs."))
    if sum(payment.amount for payment in request.payments) > request.total:
        errors.add("payments", _("Die Zahlungen ergeben mehr als die Summe des Belegs."))


def check_coupons(coupons: Iterable[str], errors: ErrorCollector) -> None:
    seen: set[str] = set()
    for position, coupon in enumerate(coupons):
        if coupon in seen:
            errors.add(
                f"coupons.{position}", _("Dieser Coupon wurde auf diesem Beleg schon erfasst.")
            )
        seen.add(coupon)
