"""What a person is told about each stage and each way a test can end."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interfaces.payback.causes import Cause
from interfaces.payback.stages import Reason, Stage, StageState

Text = str | Promise

STAGE_LABELS: Mapping[Stage, Text] = MappingProxyType(
    {
        Stage.NAME: _("Rechnername auflösen"),
        Stage.CONNECTION: _("Verbindung aufbauen"),
        Stage.TLS: _("Zertifikat und Name (TLS)"),
        Stage.ANSWER: _("Antwort (HTTP)"),
        Stage.CREDENTIALS: _("Zugangsdaten"),
        Stage.PARTNER: _("Kurzname des Partners"),
    }
)

STATE_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        StageState.PASSED: _("in Ordnung"),
        StageState.FAILED: _("fehlgeschlagen"),
        StageState.SKIPPED: _("entfällt"),
        "running": _("läuft"),
        "open": _("ausstehend"),
        "untried": _("nicht geprüft"),
    }
)

ALL_WELL: Text = _("Die Verbindung ist in Ordnung. PAYBACK nimmt Zugangsdaten und Kurznamen an.")

SENTENCES: Mapping[str, Text] = MappingProxyType(
    {
        Cause.NAME_UNKNOWN: _(
            "Diesen Rechnernamen gibt es nicht. Bitte prüfen Sie die Schreibweise im Feld Host."
        ),
        Cause.NAME_TIMEOUT: _(
            "Der Rechnername wurde nicht rechtzeitig aufgelöst. Bitte testen Sie noch einmal; "
            "bleibt es dabei, ersuchen Sie Ihre Technik, die Internetverbindung des Servers zu "
            "prüfen."
        ),
        Cause.ADDRESS_FORBIDDEN: _(
            "Der Rechnername führt zu einer Adresse, die nicht aufgerufen werden darf, zum "
            "Beispiel in einem inneren Netz. Bitte prüfen Sie das Feld Host."
        ),
        Cause.CONNECT_REFUSED: _(
            "Der Rechner nimmt auf diesem Port keine Verbindung an. Bitte prüfen Sie Host und Port."
        ),
        Cause.CONNECT_TIMEOUT: _(
            "Der Rechner antwortet nicht. Bitte prüfen Sie Host und Port; stimmen sie, ersuchen "
            "Sie Ihre Technik, die Firewall zu prüfen."
        ),
        Cause.CONNECT_UNREACHABLE: _(
            "Der Rechner ist von hier nicht erreichbar. Bitte ersuchen Sie Ihre Technik, die "
            "Internetverbindung des Servers zu prüfen."
        ),
        Cause.TLS_EXPIRED: _(
            "Das Zertifikat des Rechners ist abgelaufen. Bitte prüfen Sie das Feld Host; stimmt "
            "es, wenden Sie sich an PAYBACK."
        ),
        Cause.TLS_NOT_YET_VALID: _(
            "Das Zertifikat des Rechners gilt noch nicht. Bitte ersuchen Sie Ihre Technik, die Uhr "
            "des Servers zu prüfen; stimmt sie, wenden Sie sich an PAYBACK."
        ),
        Cause.TLS_SELF_SIGNED: _(
            "Der Rechner hat sich sein Zertifikat selbst ausgestellt; PAYBACK tut das nicht. Bitte "
            "prüfen Sie das Feld Host."
        ),
        Cause.TLS_UNKNOWN_AUTHORITY: _(
            "Das Zertifikat des Rechners stammt von einer unbekannten Stelle. Bitte prüfen Sie das "
            "Feld Host. Öffnet ein Proxy Ihres Hauses die Verbindungen, muss Ihre Technik dessen "
            "Stelle eintragen (PAYBACK_FURTHER_AUTHORITIES)."
        ),
        Cause.TLS_WRONG_NAME: _(
            "Das Zertifikat gilt für einen anderen Rechnernamen. Bitte prüfen Sie die Schreibweise "
            "im Feld Host."
        ),
        Cause.TLS_BAD_CERTIFICATE: _(
            "Das Zertifikat des Rechners ist nicht in Ordnung. Bitte prüfen Sie das Feld Host; "
            "stimmt es, wenden Sie sich an PAYBACK."
        ),
        Cause.TLS_TOO_OLD: _(
            "Der Rechner beherrscht nur veraltete Verschlüsselung (älter als TLS 1.2). Bitte "
            "prüfen Sie das Feld Host; stimmt es, wenden Sie sich an PAYBACK."
        ),
        Cause.TLS_ABSENT: _(
            "Der Rechner verschlüsselt auf diesem Port nicht. Bitte prüfen Sie Host und Port."
        ),
        Cause.TLS_TIMEOUT: _(
            "Der Rechner hat die Verschlüsselung nicht rechtzeitig ausgehandelt. Bitte testen Sie "
            "noch einmal; bleibt es dabei, prüfen Sie Host und Port."
        ),
        Cause.TLS_BROKEN: _(
            "Der Rechner hat das Aushandeln der Verschlüsselung abgebrochen. Bitte prüfen Sie Host "
            "und Port."
        ),
        Cause.CLOSED_UNUSED: _(
            "Der Rechner hat die Verbindung gleich wieder geschlossen. Bitte testen Sie noch "
            "einmal."
        ),
        Reason.ANSWER_TIMEOUT: _(
            "PAYBACK antwortet gerade nicht. Bitte testen Sie in einigen Minuten noch einmal."
        ),
        Reason.ANSWER_BROKEN: _("Die Antwort ist abgebrochen. Bitte testen Sie noch einmal."),
        Reason.ANSWER_TOO_LARGE: _(
            "Dort antwortet etwas anderes als PAYBACK. Bitte prüfen Sie Host und Pfad."
        ),
        Reason.ANSWER_FOREIGN: _(
            "Dort antwortet etwas anderes als PAYBACK. Bitte prüfen Sie Host und Pfad."
        ),
        Reason.REDIRECTED: _(
            "Der Rechner verweist auf eine andere Adresse; dorthin werden keine Zugangsdaten "
            "gesendet. Bitte fragen Sie PAYBACK nach der richtigen Adresse und tragen Sie sie ein."
        ),
        Reason.NOT_FOUND: _(
            "Unter dieser Adresse gibt es den PAYBACK Dienst nicht (HTTP %(code)s). Bitte prüfen "
            "Sie Host, Pfad und Protokoll."
        ),
        Reason.REQUEST_REJECTED: _(
            "Der Rechner nimmt die Abfrage nicht an (HTTP %(code)s). Bitte prüfen Sie Host, Pfad "
            "und Protokoll."
        ),
        Reason.SERVER_ERROR: _(
            "PAYBACK meldet eine Störung (HTTP %(code)s). Bitte testen Sie in einigen Minuten noch "
            "einmal."
        ),
        Reason.DISTURBANCE: _(
            "PAYBACK meldet eine Störung. Bitte testen Sie in einigen Minuten noch einmal."
        ),
        Reason.CREDENTIALS_401: _(
            "PAYBACK lehnt Benutzer oder Passwort ab. Bitte geben Sie beide noch einmal ein."
        ),
        Reason.CREDENTIALS_403: _(
            "PAYBACK verweigert diesem Benutzer den Zugang. Bitte prüfen Sie Benutzer und "
            "Passwort; stimmen sie, ersuchen Sie PAYBACK, den Zugang freizuschalten."
        ),
        Reason.CREDENTIALS_FAULT: _(
            "PAYBACK lehnt Benutzer oder Passwort ab (Code %(code)s). Bitte geben Sie beide noch "
            "einmal ein."
        ),
        Reason.USERNAME_UNFIT: _(
            "Der Benutzer ist zu lang oder enthält Zeichen, die PAYBACK nicht annimmt. Bitte geben "
            "Sie ihn noch einmal ein."
        ),
        Reason.PASSWORD_UNFIT: _(
            "Das Passwort ist zu lang oder enthält Zeichen, die PAYBACK nicht annimmt. Bitte geben "
            "Sie es noch einmal ein."
        ),
        Reason.PARTNER_FAULT: _(
            "Benutzer und Passwort stimmen, aber PAYBACK kennt diesen Kurznamen nicht (Code "
            "%(code)s). Bitte prüfen Sie den Kurznamen des Partners."
        ),
        Reason.PARTNER_UNFIT: _(
            "Der Kurzname ist zu lang oder enthält Zeichen, die PAYBACK nicht annimmt. Bitte geben "
            "Sie ihn noch einmal ein."
        ),
        Reason.QUERY_REFUSED: _(
            "Benutzer und Passwort stimmen, aber PAYBACK lehnt die Abfrage ab (Code %(code)s). "
            "Bitte nennen Sie PAYBACK diesen Code."
        ),
    }
)
