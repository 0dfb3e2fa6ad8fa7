"""Sentences about places: what was found, what happens by itself, what a person should do."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interfaces.geolocation.choices import Doubt, LocatingOutcome, LocationPrecision
from interfaces.models import GeolocationResult, LocationProposal

_FOUND = {
    LocationPrecision.ADDRESS: gettext_lazy("Gefunden, auf die Adresse genau."),
    LocationPrecision.STREET: gettext_lazy("Gefunden, auf die Straße genau."),
    LocationPrecision.POSTCODE: gettext_lazy("Gefunden: die Mitte des Postleitzahlgebiets."),
}
_ENDED = {
    LocatingOutcome.CONFIRMED: gettext_lazy("Unverändert: Die gespeicherte Lage stimmt."),
    LocatingOutcome.DISMISSED_BEFORE: gettext_lazy(
        "Gefunden wurde nur, was schon einmal verworfen wurde. Die bisherige Lage bleibt."
    ),
    LocatingOutcome.LOCKED: gettext_lazy("Von Hand gesetzt: Die Lage bleibt, wie sie ist."),
    LocatingOutcome.NO_ADDRESS: gettext_lazy(
        "Ohne Postleitzahl lässt sich die Filiale nicht finden. Bitte ergänzen Sie die Adresse."
    ),
    LocatingOutcome.NOT_FOUND: gettext_lazy(
        "Zu dieser Adresse wurde nichts gefunden. Bitte prüfen Sie Straße, Postleitzahl und Ort."
    ),
    LocatingOutcome.UNREACHABLE: gettext_lazy(
        "Der Kartendienst antwortet gerade nicht. Die bisherige Lage bleibt; in der Nacht wird es "
        "von selbst erneut versucht."
    ),
    LocatingOutcome.REFUSED: gettext_lazy(
        "Der Kartendienst nimmt unsere Anfrage nicht an. Die bisherige Lage bleibt. Bitte "
        "verständigen Sie, wer diese Anwendung betreibt."
    ),
    LocatingOutcome.OVERTAKEN: gettext_lazy(
        "Die Adresse wurde während der Suche geändert. Bitte starten Sie die Suche noch einmal."
    ),
}


def describe_result(result: GeolocationResult) -> str:
    """What became of one branch of a run."""
    if result.settled_at is None:
        return _("Wartet.") if result.claimed_at is None else _("Wird gesucht …")
    outcome = LocatingOutcome(result.outcome)
    if outcome == LocatingOutcome.LOCATED:
        return str(_FOUND[LocationPrecision(result.precision)])
    if outcome == LocatingOutcome.PROPOSED:
        doubt = describe_doubt(Doubt(result.doubt), result.distance_km)
        return f"{doubt} {_('Bitte prüfen Sie den Vorschlag bei der Filiale.')}"
    return str(_ENDED[outcome])


def describe_proposal(proposal: LocationProposal) -> str:
    """Why the proposal was not simply written down."""
    return describe_doubt(Doubt(proposal.doubt), proposal.distance_km)


def describe_doubt(doubt: Doubt, distance_km: Decimal | None) -> str:
    """What is wrong with an answer, in a sentence."""
    distance = _format_distance(distance_km)
    if doubt == Doubt.FAR:
        return _("Die gefundene Stelle ist %(distance)s km von der Postleitzahl entfernt.") % {
            "distance": distance
        }
    if doubt == Doubt.OUTSIDE and distance_km:
        return _("Die gefundene Stelle liegt %(distance)s km außerhalb Österreichs.") % {
            "distance": distance
        }
    if doubt == Doubt.OUTSIDE:
        return _("Die gefundene Stelle liegt außerhalb Österreichs.")
    return _("Die gefundene Stelle ist ungenauer als die bisherige Lage.")


def format_point(latitude: Decimal, longitude: Decimal) -> str:
    """Such as 48,2082° N, 16,3738° O."""
    return _("%(latitude)s° N, %(longitude)s° O") % {
        "latitude": number_format(round(latitude, 4), 4),
        "longitude": number_format(round(longitude, 4), 4),
    }


def _format_distance(distance_km: Decimal | None) -> str:
    """Whole kilometres, below ten with one decimal."""
    if distance_km is None:
        return ""
    digits = 1 if distance_km < 10 else 0
    return number_format(round(distance_km, digits), digits)
