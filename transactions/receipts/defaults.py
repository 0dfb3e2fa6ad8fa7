"""What is printed where nobody has made a template."""

from transactions.choices import Language, PaperWidth

DEFAULT_WIDTH = PaperWidth.NARROW

_GERMAN = r"""
${druck/trennlinie}
${rechnung/zeilen/textliste('\n')}
${einloesung/ergebnis/passt('gebucht')}Mit Punkten bezahlt: ${einloesung/betrag} EUR
${rechnung/coupons/passt()}Coupons: ${rechnung/coupons/textliste(', ')}
${druck/trennlinie}
${filiale/name}
Bon ${rechnung/nummer}, ${rechnung/datum} ${rechnung/uhrzeit}
"""
_ENGLISH = r"""
${druck/trennlinie}
${rechnung/zeilen/textliste('\n')}
${einloesung/ergebnis/passt('gebucht')}Paid with points: EUR ${einloesung/betrag}
${rechnung/coupons/passt()}Coupons: ${rechnung/coupons/textliste(', ')}
${druck/trennlinie}
${filiale/name}
Receipt ${rechnung/nummer}, ${rechnung/datum} ${rechnung/uhrzeit}
"""
DEFAULT_TEXTS = {Language.GERMAN: _GERMAN.strip(), Language.ENGLISH: _ENGLISH.strip()}
