"""Article groups leave as a file that Excel opens with a double click."""

import csv
from codecs import BOM_UTF8
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, record_deed
from interfaces.models import Chain
from transactions.article_groups.resource import ArticleGroupResource
from transactions.models import ArticleGroup


def export_groups(
    *, chain: Chain, groups: QuerySet[ArticleGroup], actor: Actor, now: datetime
) -> bytes:
    """Those of `groups` that are `chain`'s, in their order, as `read_file` reads them.

    UTF-8 with byte order mark, semicolons, every cell quoted, formulas defused. The deed is
    recorded before anything leaves.
    """
    dataset = ArticleGroupResource(chain).export(groups.filter(chain=chain))
    record_deed(
        kind=DeedKind.EXPORT,
        outcome=DeedOutcome.DONE,
        actor=actor,
        about=chain,
        at=now,
        detail=_count_groups(len(dataset)),
    )
    text: str = dataset.export("csv", delimiter=";", quoting=csv.QUOTE_ALL)
    return BOM_UTF8 + text.encode()


def _count_groups(count: int) -> str:
    text = ngettext("%(count)s Artikelgruppe", "%(count)s Artikelgruppen", count)
    return text % {"count": count}
