"""The closed lists of geolocation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LocationSource(TextChoices):
    """Who says where a branch is."""

    OFFLINE = "offline", _("Postleitzahlen (GeoNames)")
    NOMINATIM = "nominatim", _("Nominatim (OpenStreetMap)")
    PHOTON = "photon", _("Photon (OpenStreetMap)")
    MANUAL = "manual", _("von Hand gesetzt")


class LocationPrecision(TextChoices):
    """How exact a place is; the order is from the most to the least exact."""

    ADDRESS = "address", _("auf die Adresse genau")
    STREET = "street", _("auf die Straße genau")
    POSTCODE = "postcode", _("Mitte des Postleitzahlgebiets")


class Doubt(TextChoices):
    """Why an answer is put before a person instead of being written down."""

    OUTSIDE = "outside", _("liegt außerhalb Österreichs")
    FAR = "far", _("weit von der Postleitzahl entfernt")
    COARSER = "coarser", _("ungenauer als die bisherige Lage")


class ProposalState(TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("offen")
    ACCEPTED = "accepted", _("übernommen")
    DISMISSED = "dismissed", _("verworfen")
    OVERTAKEN = "overtaken", _("überholt")


class LocatingOutcome(TextChoices):
    """How the search for one branch ended."""

    LOCATED = "located", _("gefunden")
    CONFIRMED = "confirmed", _("bestätigt")
    PROPOSED = "proposed", _("Vorschlag")
    DISMISSED_BEFORE = "dismissed_before", _("schon verworfen")
    LOCKED = "locked", _("von Hand gesetzt")
    NO_ADDRESS = "no_address", _("Adresse fehlt")
    NOT_FOUND = "not_found", _("nicht gefunden")
    UNREACHABLE = "unreachable", _("nicht erreichbar")
    REFUSED = "refused", _("abgelehnt")
    OVERTAKEN = "overtaken", _("Adresse geändert")


FAILURES = frozenset(
    {LocatingOutcome.UNREACHABLE, LocatingOutcome.REFUSED, LocatingOutcome.OVERTAKEN}
)
"""Outcomes that say nothing about the address: the next night tries again."""

WANTS_A_PERSON = frozenset(
    {LocatingOutcome.PROPOSED, LocatingOutcome.NO_ADDRESS, LocatingOutcome.NOT_FOUND}
)
"""Outcomes after which somebody has to do something."""
