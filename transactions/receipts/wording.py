"""What is wrong with a template, in the words of whoever writes it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from transactions.receipts.language import Mistake
from transactions.receipts.language.mistakes import Wrong

SENTENCES: Mapping[Wrong, Promise] = {
    Wrong.TOO_LONG: gettext_lazy("Die Vorlage ist zu lang; mehr als 4 kB sind nicht möglich."),
    Wrong.CHARACTER: gettext_lazy(
        "Hier steht ein unsichtbares Zeichen (%(name)s). Bitte löschen Sie es."
    ),
    Wrong.UNCLOSED: gettext_lazy("Der Platzhalter hat keine schließende Klammer }."),
    Wrong.SYNTAX: gettext_lazy("Das Zeichen %(name)s passt hier nicht in einen Platzhalter."),
    Wrong.UNKNOWN_NAME: gettext_lazy("Den Namen %(name)s gibt es hier nicht."),
    Wrong.UNKNOWN_FUNCTION: gettext_lazy("Die Funktion %(name)s gibt es nicht."),
    Wrong.INCOMPLETE: gettext_lazy("Nach %(name)s fehlt noch ein Name."),
    Wrong.NEEDS_FUNCTION: gettext_lazy("%(name)s ist eine Liste und braucht eine Funktion."),
    Wrong.NOT_FURTHER: gettext_lazy("Nach %(name)s kann kein Name mehr stehen."),
    Wrong.NOT_HERE: gettext_lazy("Die Funktion %(name)s passt hier nicht."),
    Wrong.ARGUMENT_COUNT: gettext_lazy(
        "In der Klammer von %(name)s stehen nicht die richtigen Angaben."
    ),
    Wrong.ARGUMENT_NAME: gettext_lazy("%(name)s ist kein einzelner Wert."),
    Wrong.FULL_NUMBER: gettext_lazy(
        "%(name)s ist nur möglich, wenn die Filialkette volle Mitgliedsnummern auf Bons druckt."
    ),
}
HINTS: Mapping[Wrong, Promise] = {
    Wrong.UNKNOWN_NAME: gettext_lazy("Meinten Sie %(hint)s?"),
    Wrong.UNKNOWN_FUNCTION: gettext_lazy("Meinten Sie %(hint)s?"),
    Wrong.INCOMPLETE: gettext_lazy("Zum Beispiel %(name)s/%(hint)s."),
    Wrong.NEEDS_FUNCTION: gettext_lazy("Zum Beispiel %(name)s/%(hint)s."),
    Wrong.NOT_HERE: gettext_lazy("Sie wird so geschrieben: %(hint)s."),
    Wrong.ARGUMENT_COUNT: gettext_lazy("Sie wird so geschrieben: %(hint)s."),
    Wrong.ARGUMENT_NAME: gettext_lazy("Zum Beispiel %(name)s/%(hint)s."),
}


def write_mistake(mistake: Mistake) -> str:
    """One mistake with its place and, where we have one, a proposal."""
    words = {"name": mistake.name, "hint": mistake.hint}
    sentences = [
        _("Zeile %(line)s, Stelle %(column)s:") % {"line": mistake.line, "column": mistake.column},
        str(SENTENCES[mistake.wrong]) % words,
    ]
    if mistake.hint and mistake.wrong in HINTS:
        sentences.append(str(HINTS[mistake.wrong]) % words)
    return " ".join(sentences)
