"""What a template can print of a receipt."""

from typing import Any

import pytest
from django.utils import translation

from tests.factories import DeliveryFactory
from transactions.choices import Kind, Language, State
from transactions.models import Delivery
from transactions.receipts.defaults import DEFAULT_TEXTS
from transactions.receipts.facts import gather_facts
from transactions.receipts.language.names import ROOT, Group
from transactions.receipts.language.parsing import parse
from transactions.receipts.printing import print_receipt
from transactions.receipts.samples import CARD, Sample, make_place, make_sample

MASKED = "904019******7692"


def build(*traits: str, **fields: Any) -> Delivery:
    """A delivery that is in no database."""
    return DeliveryFactory.build(**dict.fromkeys(traits, True), **fields)


def gather(*deliveries: Delivery) -> dict[str, Any]:
    return dict(gather_facts(deliveries=deliveries, width=42))


def gather_sample(sample: Sample, **place: Any) -> dict[str, Any]:
    return gather(*make_sample(sample=sample, branch=make_place(**place)))


def list_paths(group: Group, facts: Any) -> set[str]:
    """Names in which the language and a receipt's data do not agree."""
    row = facts[0] if group.is_many else facts
    differing = set(group.names) ^ set(row)
    for name, found in group.names.items():
        if isinstance(found, Group):
            differing |= {f"{name}/{one}" for one in list_paths(found, row[name])}
        elif isinstance(row[name], tuple) != found.is_many:
            differing.add(name)
    return differing


class TestNames:
    def test_are_those_of_the_language_and_no_others(self) -> None:
        facts = gather_sample(Sample.REDEEM)

        full = {"rueckgabe": facts["sammlung"], "storno": facts["sammlung"]}

        assert list_paths(ROOT, facts | full) == set()


class TestPoints:
    def test_that_nobody_knows_are_empty_and_never_zero(self) -> None:
        facts = gather(build("booked", points=None, balance=None))

        printed = [facts["sammlung"], *facts["rechnung"]["customercreditpoints"]]
        assert [row["punkte"] for row in printed] == ["", ""]
        assert facts["sammlung"]["punktestand"] == ""
        assert "0" not in "".join(facts["rechnung"]["zeilen"][1:])

    def test_of_zero_are_zero(self) -> None:
        assert gather(build("booked", points=0))["sammlung"]["punkte"] == "0"

    @pytest.mark.parametrize("traits", [["refused"], ["unknown"], [], ["held"], ["attention"]])
    def test_are_nobodys_before_they_are_booked(self, traits: list[str]) -> None:
        facts = gather(build(*traits, points=249, balance=1320))

        assert (facts["sammlung"]["punkte"], facts["sammlung"]["punktestand"]) == ("", "")

    def test_of_a_card_are_empty_while_one_part_is_not_known(self) -> None:
        first, second = build("booked"), build("booked", points=None)

        cards = gather(first, second)["rechnung"]["customercreditpoints"]

        assert [card["points"] for card in cards] == [""]


class TestExpectedPoints:
    def test_are_printed_while_a_collect_is_queued(self) -> None:
        facts = gather(build(transaction__rated_points=249))

        assert facts["sammlung"]["erwartetepunkte"] == "249"
        assert facts["rechnung"]["zeilen"][1:] == (
            "Punkte werden gutgeschrieben",
            "Voraussichtlich 249 Punkte",
        )

    def test_are_not_there_when_payback_rates(self) -> None:
        facts = gather(build())

        assert facts["sammlung"]["erwartetepunkte"] == ""
        assert facts["rechnung"]["zeilen"][1:] == ("Punkte werden gutgeschrieben",)

    @pytest.mark.parametrize("traits", [["booked"], ["refused"], ["unknown"], ["attention"]])
    def test_are_not_promised_in_any_other_state(self, traits: list[str]) -> None:
        facts = gather(build(*traits, transaction__rated_points=471))

        assert "471" not in str(facts)


class TestCardNumber:
    def test_is_masked(self) -> None:
        facts = gather_sample(Sample.COLLECT)

        assert facts["sammlung"]["memberhipnumber"] == MASKED
        assert CARD not in str(facts)

    def test_is_full_where_the_chain_prints_it(self) -> None:
        card = gather_sample(Sample.COLLECT, prints_full_numbers=True)["sammlung"]

        assert card["memberhipnumber"] == card["membershipnumberfull"] == CARD
        assert card["membershipnumbermasked"] == MASKED


class TestOutcome:
    @pytest.mark.parametrize(
        ("state", "word"),
        [
            (State.BOOKED, "gebucht"),
            (State.DUE, "wartet"),
            (State.REFUSED, "abgelehnt"),
            (State.UNKNOWN, "unklar"),
            (State.REVERSED, "storniert"),
        ],
    )
    @pytest.mark.parametrize("language", Language.values)
    def test_is_the_same_word_in_every_language(
        self, state: State, word: str, language: str
    ) -> None:
        with translation.override(language):
            facts = gather(build(state=state))

        assert facts["sammlung"]["ergebnis"] == word


class TestBookings:
    def test_are_found_by_their_kind(self) -> None:
        facts = gather_sample(Sample.REDEEM)

        assert (facts["sammlung"]["punkte"], facts["einloesung"]["punkte"]) == ("249", "1.000")
        assert facts["einloesung"]["betrag"] == "10,00"
        assert facts["storno"] == {}

    def test_name_a_card_again_only_after_another_one(self) -> None:
        lines = gather_sample(Sample.TWO_CARDS)["rechnung"]["zeilen"]

        assert [line for line in lines if line.startswith("PAYBACK")] == [
            f"PAYBACK {MASKED}",
            "PAYBACK 904019******7775",
        ]


class TestPrintReceipt:
    @pytest.mark.parametrize("language", Language.values)
    def test_falls_back_on_ours_where_a_template_cannot_be_used_any_more(
        self, language: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        template: Any = type("Stored", (), {"text": "${weg}", "width": 48, "pk": 1})()
        delivery = build("booked")

        printed = print_receipt(
            deliveries=[delivery], template=template, language=Language(language)
        )

        assert printed.width == 48
        assert f"PAYBACK {MASKED}" in printed.text
        assert "receipt_template_unusable" in caplog.text

    @pytest.mark.parametrize("text", DEFAULT_TEXTS.values(), ids=DEFAULT_TEXTS.keys())
    def test_ours_can_be_saved(self, text: str) -> None:
        assert len(parse(text).lines) == 7

    @pytest.mark.parametrize("kind", [Kind.REFUND, Kind.REVERSAL])
    def test_prints_what_comes_back_without_a_sign(self, kind: Kind) -> None:
        delivery = build("booked", transaction__kind=kind, points=-100)

        printed = print_receipt(deliveries=[delivery], template=None, language=Language.GERMAN)

        assert "100 Punkte zurückgebucht" in printed.text
        assert "-100" not in printed.text
