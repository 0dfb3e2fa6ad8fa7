"""How much of a sale comes back with a return, in cents of EUR."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from transactions.services.errors import LineNotOnOriginal, RefundTooLarge
from transactions.validation import RefundCommand, RefundLine

IDENTITY = ("article_number", "ean", "description", "group")
Identity = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one return takes back: of the sale, of what earned points, and of points we rated.

    `lines` have the shape of a transaction's lines; empty where the till named an amount only.
    """

    total_cents: int
    eligible_cents: int
    lines: tuple[dict[str, Any], ...] = ()
    rated_points: int | None = None


@dataclass(slots=True)
class Rest:
    """What has not come back yet, of a sale or of lines that look alike.

    `earned` is the part of `cents` that earned points, or the points that all of `cents` earned.
    """

    cents: int
    earned: int

    def take(self, cents: int) -> int:
        """What `cents` earned, in proportion to what is left, rounded down.

        Taken from what is left, so that the last return takes exactly the rest: all returns
        together never take more than was given, and a complete return takes all of it.

        :raises RefundTooLarge: more than is left.
        """
        if cents > self.cents:
            raise RefundTooLarge
        part = self.earned * cents // self.cents if self.cents else 0
        self.cents -= cents
        self.earned -= part
        return part


def share_refund(*, sale: Share, earlier: Sequence[Share], command: RefundCommand) -> Share:
    """What `command` takes back of `sale` after `earlier` returns.

    Line by line where the till names lines, else in proportion to the amount. Points we rated come
    back in proportion to what earned them.

    :raises LineNotOnOriginal: a returned line does not look like any line of the sale.
    :raises RefundTooLarge: more comes back than was sold, in all or of one line.
    """
    share = _share_money(sale, earlier, command)
    if sale.rated_points is None:
        return share
    rest = Rest(
        sale.eligible_cents - sum(one.eligible_cents for one in earlier),
        sale.rated_points - sum(one.rated_points or 0 for one in earlier),
    )
    return replace(share, rated_points=rest.take(share.eligible_cents))


def _share_money(sale: Share, earlier: Sequence[Share], command: RefundCommand) -> Share:
    whole = Rest(
        sale.total_cents - sum(one.total_cents for one in earlier),
        sale.eligible_cents - sum(one.eligible_cents for one in earlier),
    )
    if not command.lines:
        return Share(command.amount_cents, whole.take(command.amount_cents))
    lines = _share_lines(sale, earlier, command.lines)
    if command.amount_cents > whole.cents:
        raise RefundTooLarge
    # Earlier returns without lines may have taken some of what these lines earned.
    eligible = min(sum(line["eligible_cents"] for line in lines), whole.earned)
    return Share(command.amount_cents, eligible, _cap(lines, eligible))


def _share_lines(
    sale: Share, earlier: Sequence[Share], lines: Iterable[RefundLine]
) -> list[dict[str, Any]]:
    rests = _group_rests(sale, earlier)
    shared: list[dict[str, Any]] = []
    for position, line in enumerate(lines):
        identity = (line.article_number, line.ean, line.description, line.group)
        if identity not in rests:
            raise LineNotOnOriginal(position)
        eligible = rests[identity].take(line.amount_cents)
        shared.append(
            {
                **dict(zip(IDENTITY, identity, strict=True)),
                "group_name": _find_group_name(sale, line.group),
                "quantity": line.quantity,
                "amount_cents": line.amount_cents,
                "insurer_cents": 0,
                "eligible_cents": eligible,
            }
        )
    return shared


def _group_rests(sale: Share, earlier: Sequence[Share]) -> dict[Identity, Rest]:
    rests: dict[Identity, Rest] = {}
    for line in sale.lines:
        rest = rests.setdefault(_identify(line), Rest(0, 0))
        rest.cents += line["amount_cents"]
        rest.earned += line["eligible_cents"]
    for line in (line for one in earlier for line in one.lines):
        rest = rests[_identify(line)]
        rest.cents -= line["amount_cents"]
        rest.earned -= line["eligible_cents"]
    return rests


def _cap(lines: Iterable[dict[str, Any]], eligible_cents: int) -> tuple[dict[str, Any], ...]:
    capped = []
    for line in lines:
        part = min(line["eligible_cents"], eligible_cents)
        eligible_cents -= part
        capped.append(line | {"eligible_cents": part})
    return tuple(capped)


def _identify(line: Mapping[str, Any]) -> Identity:
    return tuple(line[name] for name in IDENTITY)


def _find_group_name(sale: Share, group: str | None) -> str | None:
    return next((line["group_name"] for line in sale.lines if line["group"] == group), None)
