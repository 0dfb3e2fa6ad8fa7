"""The closed lists of the settings side."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """For whom an interface is; the order is from the least to the most specific."""

    CHAIN = "chain", _("Filialkette")
    BRANCH = "branch", _("Filiale")
    WORKSTATION = "workstation", _("Arbeitsplatz")


class Standing(TextChoices):
    """What one interface is, for one workstation at one moment."""

    WINS = "wins", _("gilt")
    OFF = "off", _("ausgeschaltet")
    NOT_STARTED = "not_started", _("Start noch nicht erreicht")
    LESS_SPECIFIC = "less_specific", _("eine genauere Schnittstelle gilt")
    SUPERSEDED = "superseded", _("eine spätere Schnittstelle gilt")


class Condition(TextChoices):
    """What one interface is on a day, whichever workstation asks."""

    ACTIVE = "active", _("aktiv")
    PLANNED = "planned", _("geplant")
    SUPERSEDED = "superseded", _("abgelöst")
    OFF = "off", _("aus")


class NotReady(TextChoices):
    """Why a workstation cannot collect."""

    NO_INTERFACE = (
        "no_interface",
        _("Für diesen Arbeitsplatz ist keine Schnittstelle eingerichtet."),
    )
    NOT_STARTED = "not_started", _("Die Schnittstelle ist noch nicht freigegeben.")
    INTERFACE_OFF = "interface_off", _("Die Schnittstelle ist ausgeschaltet.")
    WORKSTATION_OFF = "workstation_off", _("Der Arbeitsplatz ist ausgeschaltet.")
    BRANCH_OFF = "branch_off", _("Die Filiale ist ausgeschaltet.")
    CHAIN_OFF = "chain_off", _("Die Filialkette ist ausgeschaltet.")
    PASSWORD_MISSING = "password_missing", _("An der Schnittstelle fehlt das Passwort.")


class Profile(TextChoices):
    """The wire profiles that ship; their content is data in `interfaces.payback.profile`."""

    EXTINT = "extint", _("PAYBACK (extint, ungeprüft)")
    SIMULATOR = "simulator", _("Simulator")


class Rating(TextChoices):
    """Who works out the points of a purchase."""

    BY_PROFILE = "", _("Wie im Profil der Schnittstelle")
    PAYBACK = "payback", _("PAYBACK")
    PARTNER = "partner", _("Filialkette")


class Role(TextChoices):
    """What a user is here; the values are the names of the groups. The first one found counts."""

    ADMINISTRATOR = "Administratoren", _("Administratoren")
    BRANCH_MANAGER = "Filialleitung", _("Filialleitung")
    AUDITOR = "Revision", _("Revision")
    CASHIER = "Kassa", _("Kassa")


class ProbeState(TextChoices):
    """Where a connection test stands; the last three are final."""

    WAITING = "waiting", _("wartet")
    RUNNING = "running", _("läuft")
    PASSED = "passed", _("bestanden")
    FAILED = "failed", _("nicht bestanden")
    LOST = "lost", _("abgebrochen")


class ProbeObstacle(TextChoices):
    """Why a connection test ended before PAYBACK was called, or without anybody knowing how."""

    BROKER_DOWN = (
        "broker_down",
        _(
            "Der Test konnte nicht beginnen, weil die Hintergrundverarbeitung nicht erreichbar "
            "ist. Bitte testen Sie später noch einmal oder verständigen Sie Ihre Technik."
        ),
    )
    WORKER_ABSENT = (
        "worker_absent",
        _(
            "Der Test hat nicht begonnen, weil die Hintergrundverarbeitung nicht läuft oder "
            "überlastet ist. Bitte testen Sie später noch einmal oder verständigen Sie Ihre "
            "Technik."
        ),
    )
    WORKER_LOST = (
        "worker_lost",
        _(
            "Der Test brach ab, weil sich die Hintergrundverarbeitung nicht mehr meldet. "
            "Bitte testen Sie noch einmal."
        ),
    )
    HOST_NOT_ALLOWED = (
        "host_not_allowed",
        _("Der Host ist hier nicht freigegeben. Bitte verständigen Sie Ihre Technik."),
    )
    SETTINGS_CHANGED = (
        "settings_changed",
        _(
            "Die gespeicherten Angaben wurden inzwischen geändert. Bitte laden Sie die Seite neu "
            "und testen Sie noch einmal."
        ),
    )
    PASSWORD_UNREADABLE = (
        "password_unreadable",
        _("Das Passwort ist nicht lesbar. Bitte geben Sie es neu ein."),
    )


class DeedKind(TextChoices):
    """What is written into the record of deeds."""

    SIGN_IN = "sign_in", _("Anmeldung")
    SIGN_OUT = "sign_out", _("Abmeldung")
    REVEAL = "reveal", _("Passwort einsehen")
    CONNECTION_TEST = "connection_test", _("Verbindung testen")
    GEOLOCATION = "geolocation", _("Geolokalisierung aktualisieren")
    ENROLMENT_CODE = "enrolment_code", _("Einrichtungscode erstellen")
    ENROLMENT = "enrolment", _("Arbeitsplatz einrichten")
    TOKEN_ROLL = "token_roll", _("Zugangsschlüssel erneuern")
    TOKEN_REVOKE = "token_revoke", _("Zugangsschlüssel sperren")
    INTERFACE_COPY = "interface_copy", _("Schnittstelle kopieren")
    IMPORT = "import", _("Import")
    EXPORT = "export", _("Export")
    STATE_DECISION = "state_decision", _("Entscheidung zu einer Übertragung")
    FULL_CARD = "full_card", _("Volle Mitgliedsnummer ansehen")


class DeedOutcome(TextChoices):
    """How a deed ended."""

    DONE = "done", _("erledigt")
    FAILED = "failed", _("fehlgeschlagen")
    DENIED = "denied", _("nicht erlaubt")
    WRONG_PASSWORD = "wrong_password", _("falsches Passwort")
    LOCKED = "locked", _("gesperrt")
    OPTION_OFF = "option_off", _("Option ausgeschaltet")
    NOTHING_STORED = "nothing_stored", _("nichts gespeichert")
    UNREADABLE = "unreadable", _("nicht lesbar")
