"""English is complete: every German text of ours has its translation, and none is left over."""

import re
from collections import defaultdict

import pytest

from tests.translations.catalogues import list_entries, list_untranslated, load, locate
from tests.translations.sources import APPS, Text, list_texts, read_module, read_template

HOW = "run: python -m tests.translations"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


class TestCatalogue:
    @pytest.mark.parametrize("app", APPS)
    def test_knows_every_text_of_the_sources_and_no_other(self, app: str) -> None:
        assert list_entries(load(app)) == list_texts(app), HOW

    @pytest.mark.parametrize("app", APPS)
    def test_translates_every_text(self, app: str) -> None:
        assert list_untranslated(load(app)) == []

    @pytest.mark.parametrize("app", APPS)
    def test_keeps_placeholders_and_the_final_stop(self, app: str) -> None:
        odd = [
            entry.msgid
            for entry in load(app)
            for english in entry.msgstr_plural.values() or [entry.msgstr]
            if set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(english))
            or entry.msgid.endswith(".") != english.endswith(".")
        ]

        assert odd == []

    @pytest.mark.parametrize("app", APPS)
    def test_is_compiled(self, app: str) -> None:
        compiled = locate(app).with_suffix(".mo").read_bytes()

        assert compiled == load(app).to_binary(), HOW

    def test_says_the_same_in_every_app(self) -> None:
        """Django merges the catalogues, so one of two translations would be lost."""
        found = defaultdict(set)
        for entry in (entry for app in APPS for entry in load(app)):
            found[entry.msgid].add(str(entry.msgstr or entry.msgstr_plural))

        assert {text for text, translations in found.items() if len(translations) > 1} == set()


class TestReadModule:
    @pytest.mark.parametrize(
        ("source", "texts"),
        [
            ('from django.utils.translation import gettext as _\n_("a")', {Text("a")}),
            ('from django.utils.translation import gettext_lazy as x\nx("a" "b")', {Text("ab")}),
            ('from django.utils.translation import gettext\ngettext("a")', {Text("a")}),
            (
                'from django.utils.translation import ngettext as n\nn("a", "b", count)',
                {Text("a", "b")},
            ),
            ("from django.utils.translation import gettext as _\n_(sentence)", set()),
            ('_("a")', set()),
        ],
    )
    def test_finds_the_literals_given_to_gettext(self, source: str, texts: set[Text]) -> None:
        assert set(read_module(source)) == texts


class TestReadTemplate:
    @pytest.mark.parametrize(
        ("source", "texts"),
        [
            ('{% translate "a" %}', {Text("a")}),
            ("{% blocktranslate %}a {{ b }}{% endblocktranslate %}", {Text("a %(b)s")}),
            (
                "{% blocktranslate count c=d %}a{% plural %}b{% endblocktranslate %}",
                {Text("a", "b")},
            ),
            ('<p>{{ "a"|upper }}</p>', set()),
            ('{{ _("a (b) c") }}', {Text("a (b) c")}),
            ("{% translate \"it's\" %} {% translate 'b' %}", {Text("it's"), Text("b")}),
        ],
    )
    def test_finds_what_is_marked(self, source: str, texts: set[Text]) -> None:
        assert set(read_template("{% load i18n %}" + source)) == texts


class TestListTexts:
    def test_finds_labels_sentences_and_templates(self) -> None:
        found = {row.text for app in APPS for row in list_texts(app)}

        assert found >= {
            "Filiale",
            "Einrichtungscode erstellen",
            "Es wurde keine Karte gelesen. Bitte scannen Sie die PAYBACK Karte noch einmal.",
            "PAYBACK lehnt die Zugangsdaten ab.",
            "Schnittstelle",
        }
