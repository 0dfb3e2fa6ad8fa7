"""Reading, completing and compiling the English catalogues."""

from pathlib import Path

import polib

from tests.translations.sources import ROOT, Text, list_texts

METADATA = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "en",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def locate(app: str) -> Path:
    """The source of the catalogue; the compiled one lies beside it."""
    return ROOT / app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def load(app: str) -> polib.POFile:
    """The catalogue of `app`, empty when there is none yet."""
    path = locate(app)
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    catalogue.wrapwidth = 100
    catalogue.metadata = METADATA
    return catalogue


def list_entries(catalogue: polib.POFile) -> set[Text]:
    """The German side."""
    return {Text(entry.msgid, entry.msgid_plural) for entry in catalogue}


def list_untranslated(catalogue: polib.POFile) -> list[str]:
    """Entries whose English side is empty, wholly or for one number."""
    return [
        entry.msgid
        for entry in catalogue
        if not all(entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
    ]


def update(app: str) -> polib.POFile:
    """Adds what the sources have, drops what they no longer have, and compiles."""
    catalogue, wanted = load(app), list_texts(app)
    known = list_entries(catalogue)
    for entry in [row for row in catalogue if Text(row.msgid, row.msgid_plural) not in wanted]:
        catalogue.remove(entry)
    for text in wanted - known:
        forms = {0: "", 1: ""} if text.plural else None
        catalogue.append(
            polib.POEntry(msgid=text.text, msgid_plural=text.plural, msgstr_plural=forms)
        )
    catalogue.sort(key=lambda entry: entry.msgid)
    if wanted:
        path = locate(app)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        path.with_suffix(".mo").write_bytes(catalogue.to_binary())
    return catalogue
