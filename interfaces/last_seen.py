"""When the till of a workstation last called, and what software it said it is."""

from django.db.models import OuterRef, QuerySet, Subquery

from interfaces.models import Workstation, WorkstationToken


def annotate_last_seen(*, workstations: QuerySet[Workstation]) -> QuerySet[Workstation]:
    """`workstations` with `last_seen_at` and `last_version` of the token used last; both None when
    no token ever was. Exact to a minute.
    """
    used = WorkstationToken.objects.filter(
        workstation=OuterRef("pk"), last_used_at__isnull=False
    ).order_by("-last_used_at")
    return workstations.annotate(
        last_seen_at=Subquery(used.values("last_used_at")[:1]),
        last_version=Subquery(used.values("client_version")[:1]),
    )
