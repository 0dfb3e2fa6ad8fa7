"""What a cashier reads and a customer holds."""

from typing import Any

import pytest
from django.utils import translation

from interfaces.payback.faults import FAULTS
from tests.factories import DeliveryFactory
from transactions.choices import Reason, State
from transactions.models import Delivery
from transactions.receipts.sentences import (
    explain,
    write_message,
    write_points,
    write_receipt_lines,
)

LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])
MASKED = "PAYBACK 904019******7692"


def build(*traits: str, **fields: Any) -> Delivery:
    """A delivery that is in no database."""
    return DeliveryFactory.build(**dict.fromkeys(traits, True), **fields)


class TestWritePoints:
    @pytest.mark.parametrize(
        ("language", "points", "text"),
        [
            ("de", 0, "0 Punkte"),
            ("de", 1, "1 Punkt"),
            ("de", 2, "2 Punkte"),
            ("de", 1320, "1.320 Punkte"),
            ("de", 1234567, "1.234.567 Punkte"),
            ("de", -25, "-25 Punkte"),
            ("en", 0, "0 points"),
            ("en", 1, "1 point"),
            ("en", 1320, "1,320 points"),
        ],
    )
    def test_counts_in_the_language_of_the_reader(
        self, language: str, points: int, text: str
    ) -> None:
        with translation.override(language):
            assert write_points(points) == text


class TestWriteMessage:
    @pytest.mark.parametrize(
        ("traits", "fields", "message"),
        [
            (
                ["booked"],
                {},
                "249 Punkte gutgeschrieben. Neuer Punktestand: 1.320.",
            ),
            (["booked"], {"balance": None}, "249 Punkte gutgeschrieben."),
            (["booked"], {"points": 1, "balance": None}, "1 Punkt gutgeschrieben."),
            (["booked"], {"points": 0, "balance": None}, "0 Punkte gutgeschrieben."),
            (
                ["booked"],
                {"points": None, "balance": None},
                "Die Punkte sind gutgeschrieben. PAYBACK hat ihre Anzahl nicht mitgeteilt.",
            ),
            (
                [],
                {},
                "Der Einkauf ist gespeichert. Die Punkte werden von selbst gutgeschrieben.",
            ),
            (
                ["held"],
                {},
                "Der Einkauf ist gespeichert. Die Punkte werden von selbst gutgeschrieben.",
            ),
            (
                ["unknown"],
                {},
                "PAYBACK antwortet gerade nicht. Die Punkte werden von selbst nachgereicht.",
            ),
            (
                ["attention"],
                {},
                (
                    "Der Einkauf ist gespeichert. Die Filialleitung prüft die Gutschrift; "
                    "an der Kassa ist nichts zu tun."
                ),
            ),
            (
                [],
                {"state": State.REFUSED, "reason": Reason.NOTHING_ELIGIBLE},
                (
                    "Es werden keine Punkte gutgeschrieben. "
                    "Kein Artikel auf diesem Beleg nimmt an PAYBACK teil."
                ),
            ),
            (
                ["refused"],
                {},
                (
                    "Es werden keine Punkte gutgeschrieben. PAYBACK kennt diese Karte nicht. "
                    "Bitte prüfen Sie die Kartennummer oder verwenden Sie eine andere Karte."
                ),
            ),
        ],
    )
    def test_says_what_happened_and_what_happens_by_itself(
        self, traits: list[str], fields: dict[str, Any], message: str
    ) -> None:
        assert write_message(build(*traits, **fields)) == message

    @LANGUAGES
    @pytest.mark.parametrize("state", State.values)
    @pytest.mark.parametrize("points", [None, 0, 249])
    def test_is_written_for_every_state(
        self, language: str, state: str, points: int | None
    ) -> None:
        delivery = build(state=state, points=points, reason=Reason.COUPON)

        with translation.override(language):
            message = write_message(delivery)

        assert message.endswith(".")
        assert "%" not in message


class TestWriteReceiptLines:
    @pytest.mark.parametrize(
        ("traits", "fields", "lines"),
        [
            (["booked"], {}, ["249 Punkte gesammelt", "Punktestand 1.320 Punkte"]),
            (["booked"], {"balance": None}, ["249 Punkte gesammelt"]),
            (["booked"], {"points": 0, "balance": None}, ["0 Punkte gesammelt"]),
            (["booked"], {"points": None, "balance": None}, ["Punkte gutgeschrieben"]),
            ([], {}, ["Punkte werden gutgeschrieben"]),
            (["started"], {}, ["Punkte werden gutgeschrieben"]),
            (["held"], {}, ["Punkte werden gutgeschrieben"]),
            (["unknown"], {}, ["Punkte werden gutgeschrieben"]),
            (["refused"], {}, ["Keine Punkte für diesen Einkauf"]),
        ],
    )
    def test_prints_the_masked_card_and_the_outcome(
        self, traits: list[str], fields: dict[str, Any], lines: list[str]
    ) -> None:
        assert write_receipt_lines(build(*traits, **fields)) == [MASKED, *lines]

    def test_never_prints_unknown_points_as_zero(self) -> None:
        lines = write_receipt_lines(build("booked", points=None, balance=None))

        assert "0" not in " ".join(lines[1:])

    def test_promises_no_points_while_a_person_decides(self) -> None:
        lines = write_receipt_lines(build("attention"))

        assert lines == [MASKED, "Punkte werden geprüft"]

    @LANGUAGES
    @pytest.mark.parametrize("state", State.values)
    def test_fits_a_narrow_receipt_printer(self, language: str, state: str) -> None:
        delivery = build(state=state, points=1_234_567, balance=9_876_543, reason=Reason.CLOCK)

        with translation.override(language):
            lines = write_receipt_lines(delivery)

        assert max(len(line) for line in lines) <= 32


class TestExplain:
    def test_is_nothing_while_all_is_well(self) -> None:
        assert explain(build("booked")) is None

    @pytest.mark.parametrize("reason", [row for row in Reason if row])
    def test_gives_the_reason_with_its_code(self, reason: Reason) -> None:
        explanation = explain(build(state=State.ATTENTION, reason=reason))

        assert explanation is not None
        assert (explanation.code, explanation.message) == (reason.value, str(reason.label))

    @LANGUAGES
    @pytest.mark.parametrize("code", sorted(FAULTS))
    def test_has_a_sentence_for_every_code(self, language: str, code: str) -> None:
        with translation.override(language):
            explanation = explain(build("refused", code=code))

        assert explanation is not None
        assert explanation.code == code
        assert explanation.message.endswith(".")

    def test_names_a_code_nobody_knows(self) -> None:
        explanation = explain(build("refused", code="XYZ_4711"))

        assert explanation is not None
        assert explanation.message == (
            "PAYBACK hat mit dem Code XYZ_4711 abgelehnt. Es wurde nichts gebucht. "
            "Bitte nennen Sie diesen Code Ihrer Administration."
        )

    def test_names_a_code_nobody_knows_in_english_too(self) -> None:
        with translation.override("en"):
            explanation = explain(build("refused", code="XYZ_4711"))

        assert explanation is not None
        assert explanation.message == (
            "PAYBACK refused with the code XYZ_4711. Nothing was booked. "
            "Please tell your administrators this code."
        )

    def test_translates_a_refusal(self) -> None:
        with translation.override("en"):
            message = write_message(build("refused"))

        assert message == (
            "No points are credited. PAYBACK does not know this card. "
            "Please check the card number or use another card."
        )
