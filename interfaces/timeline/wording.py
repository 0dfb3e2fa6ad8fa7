"""Words of the timeline."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NOTHING = "–"
VERBS = {
    "insert": gettext_lazy("angelegt"),
    "update": gettext_lazy("geändert"),
    "delete": gettext_lazy("gelöscht"),
    "start": gettext_lazy("bei Beginn der Aufzeichnung"),
}
VERBS_OF_PAIRS = {
    "insert": gettext_lazy("hinzugefügt"),
    "delete": gettext_lazy("entfernt"),
}
FACTS = {
    "request_id": gettext_lazy("Kennung"),
    "page": gettext_lazy("Seite"),
    "command": gettext_lazy("Befehl"),
    "task": gettext_lazy("Hintergrunddienst"),
}
# Fields that no form shows, and those that Django names in its own words.
LABELS = {
    "auth.User.date_joined": gettext_lazy("Angelegt am"),
    "auth.User.is_staff": gettext_lazy("Zugang zur Verwaltung"),
    "auth.User.is_superuser": gettext_lazy("Darf alles"),
    "interfaces.BranchLocation.address_digest": gettext_lazy("Adresse dazu"),
    "interfaces.BranchLocation.branch": gettext_lazy("Filiale"),
    "interfaces.LocationProposal.address_digest": gettext_lazy("Adresse dazu"),
    "interfaces.LocationProposal.branch": gettext_lazy("Filiale"),
    "interfaces.LocationProposal.decided_by": gettext_lazy("Entschieden von"),
    "interfaces.ResponsibilityForBranch.responsibility": gettext_lazy("Zuständigkeit"),
}
# What only tells that something else is another one; nobody reads its value.
DIGESTS = frozenset(name for name in LABELS if name.endswith("_digest"))


def write_value(field: "Field[Any, Any]", value: Any) -> str:
    """A value of a model's field, as people read it; names of other rows are not looked up."""
    choices = dict(getattr(field, "flatchoices", ()) or ())
    if value is None or value == "":
        return NOTHING
    if value in choices:
        return str(choices[value])
    match value:
        case bool():
            text: object = _("ja") if value else _("nein")
        case datetime():
            text = formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            text = formats.date_format(value, "DATE_FORMAT")
        case Decimal():
            text = formats.number_format(value)
        case _:
            text = value
    return str(text)


def write_label(field: "Field[Any, Any]") -> str:
    """What forms call it."""
    return str(LABELS.get(str(field)) or capfirst(field.verbose_name))


def is_digest(field: "Field[Any, Any]") -> bool:
    """Whether a change of it is told without its values."""
    return str(field) in DIGESTS


def write_secret(old: Any, new: Any) -> str:
    """What happened to a secret, of which only a digest is known."""
    if not old:
        return str(_("gesetzt"))
    return str(_("geändert") if new else _("entfernt"))


def write_who(context: Mapping[str, Any], *, username: str, database_user: str) -> str:
    """Who changed a row."""
    if username:
        return username
    if context.get("computer"):
        return str(_("Arbeitsplatz %(computer)s") % {"computer": context["computer"]})
    if context.get("task"):
        return str(_("Hintergrunddienst"))
    if context.get("request_id"):
        return str(_("Unbekannt"))
    return str(_("Kommandozeile (%(user)s)") % {"user": database_user})


def write_facts(context: Mapping[str, Any], *, database_user: str) -> dict[str, str]:
    """What only matters to whoever looks closer."""
    found = {str(label): str(context.get(name) or "") for name, label in FACTS.items()}
    found[str(_("Datenbankbenutzer"))] = database_user
    return {label: value for label, value in found.items() if value}
