"""Which template a branch prints with, and what it was before."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from interfaces.choices import Condition
from interfaces.models import Branch
from interfaces.timeline.names import find_history
from transactions.choices import Language
from transactions.models import ReceiptTemplate

MOST_VERSIONS = 30


def get_receipt_template(
    *, branch: Branch, language: Language, today: date
) -> ReceiptTemplate | None:
    """The template that `branch` prints with on the day `today` in Vienna; None: the one we bring.

    The branch's own comes before its chain's, and the latest start that is reached wins.
    """
    rows = ReceiptTemplate.objects.filter(
        Q(branch=branch) | Q(branch=None),
        Q(start_date=None) | Q(start_date__lte=today),
        chain=branch.chain_id,
        language=language,
    )
    return rows.order_by(
        F("branch").asc(nulls_last=True), F("start_date").desc(nulls_last=True)
    ).first()


def annotate_condition(
    *, templates: QuerySet[ReceiptTemplate], today: date
) -> QuerySet[ReceiptTemplate]:
    """Each with its `condition` on the day `today` in Vienna.

    Superseded is what a later start of the same scope and language has replaced.
    """
    scope = Coalesce("branch_id", "chain_id")
    successors = ReceiptTemplate.objects.alias(scope_key=scope).filter(
        scope_key=OuterRef("scope_key"),
        language=OuterRef("language"),
        start_date__gt=Coalesce(OuterRef("start_date"), Value(date.min)),
        start_date__lte=today,
    )
    conditions = {
        "condition": Case(
            When(start_date__gt=today, then=Value(Condition.PLANNED)),
            When(Exists(successors), then=Value(Condition.SUPERSEDED)),
            default=Value(Condition.ACTIVE),
        )
    }
    return templates.alias(scope_key=scope).annotate(**conditions)


def list_versions(*, template: ReceiptTemplate) -> list[Any]:
    """The latest versions, the newest first: history rows, with `text` and `width`."""
    return list(_find_versions(template)[:MOST_VERSIONS])


def get_version(*, template: ReceiptTemplate, position: int) -> Any | None:
    """The version at that position of the trail; None when it is none of this template."""
    return _find_versions(template).filter(pgh_id=position).first()


def _find_versions(template: ReceiptTemplate) -> QuerySet[Any, Any]:
    history: Any = find_history(ReceiptTemplate)
    rows: QuerySet[Any, Any] = history.objects.filter(pgh_obj=template.pk).order_by("-pgh_id")
    return rows
