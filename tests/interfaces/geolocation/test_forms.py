"""The branch's form: coordinates that people type."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from interfaces.geolocation.forms import BranchForm, DegreesField
from interfaces.models import Branch, BranchLocation
from tests.factories import BranchFactory, BranchLocationFactory

GRAZ = {"latitude": "47,0707", "longitude": "15,4395"}
SWAPPED = (
    "Diese Stelle liegt nicht in Österreich. Bitte prüfen Sie, ob Breite und Länge vertauscht sind."
)
VIENNA = {"latitude": "48,2082", "longitude": "16,3738"}


def build_form(branch: Branch, **typed: Any) -> BranchForm:
    """The form as it comes back after somebody typed; everything else as it was shown."""
    shown = BranchForm(instance=branch)
    values = {bound.name: bound.value() for bound in shown}
    hidden = {
        f"initial-{name}": shown[name].value() for name in ("latitude", "longitude", "is_locked")
    }
    data = {name: value for name, value in {**values, **hidden, **typed}.items() if value}
    return BranchForm(data, instance=branch)


def list_errors(form: BranchForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


class TestDegreesField:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("48,2082", Decimal("48.208200")),
            ("48.2082", Decimal("48.208200")),
            (" 48.208 ", Decimal("48.208000")),
            ("16", Decimal("16.000000")),
            ("-0,12345678", Decimal("-0.123457")),
            ("", None),
            ("  ", None),
        ],
    )
    def test_reads(self, text: str, number: Decimal | None) -> None:
        assert DegreesField(example="48,2082", label="Breite").clean(text) == number

    @pytest.mark.parametrize(
        "text", ["nord", "48° 12'", "1.234,5", "181", "-181", "nan", "inf", "1e9", "48 2"]
    )
    def test_refuses_and_gives_an_example(self, text: str) -> None:
        with pytest.raises(ValidationError, match="zum Beispiel 48,2082"):
            DegreesField(example="48,2082", label="Breite").clean(text)

    @pytest.mark.parametrize(("language", "text"), [("de", "48,2082"), ("en", "48.2082")])
    def test_shows_as_people_write(self, language: str, text: str) -> None:
        field = DegreesField(example="", label="")

        with translation.override(language):
            assert field.prepare_value(Decimal("48.208200")) == text

    def test_shows_again_what_was_typed(self) -> None:
        assert DegreesField(example="", label="").prepare_value("nord") == "nord"


@pytest.mark.django_db
class TestBranchForm:
    def test_shows_the_place(self) -> None:
        form = BranchForm(instance=BranchLocationFactory.create(by_hand=True).branch)

        shown = [form[name].value() for name in ("latitude", "longitude", "is_locked")]

        assert shown == ["47,0707", "15,4395", True]

    def test_notices_no_change_where_there_is_none(self) -> None:
        form = build_form(BranchLocationFactory.create(by_hand=True).branch)

        assert form.is_valid(), form.errors
        assert form.changed_data == []

    def test_takes_no_search_that_ended_meanwhile_for_a_change(self) -> None:
        branch = BranchLocationFactory.create().branch
        form = build_form(branch)
        BranchLocation.objects.update(latitude="47.100000")

        later = BranchForm(form.data, instance=Branch.objects.get())

        assert later.is_valid(), later.errors
        assert not later.has_new_point

    def test_takes_a_place(self) -> None:
        form = build_form(BranchFactory.create(), **VIENNA, is_locked=True)

        assert form.is_valid(), form.errors
        assert form.has_new_point

    def test_takes_a_new_place_without_the_tick(self) -> None:
        form = build_form(BranchLocationFactory.create().branch, **VIENNA)

        assert form.is_valid(), form.errors

    @pytest.mark.parametrize(
        ("typed", "name"), [({"latitude": "48"}, "longitude"), ({"longitude": "16"}, "latitude")]
    )
    def test_wants_both_or_none(self, typed: dict[str, str], name: str) -> None:
        form = build_form(BranchFactory.create(), **typed)

        assert list_errors(form) == {
            name: ["Bitte Breite und Länge eingeben, oder keine von beiden."]
        }

    @pytest.mark.parametrize(
        "point",
        [("16,3738", "48,2082"), ("48,1374", "11,5755"), ("0", "0")],
        ids=["swapped", "Munich", "nowhere"],
    )
    def test_wants_a_place_in_austria(self, point: tuple[str, str]) -> None:
        form = build_form(BranchFactory.create(), latitude=point[0], longitude=point[1])

        assert list_errors(form) == {"latitude": [SWAPPED]}

    def test_names_the_field_that_is_no_number(self) -> None:
        form = build_form(BranchFactory.create(), latitude="nord", longitude="16")

        assert list(form.errors) == ["latitude"]

    def test_locks_nothing_where_there_is_no_place(self) -> None:
        form = build_form(BranchFactory.create(), is_locked=True)

        assert list_errors(form) == {"is_locked": ["Bitte zuerst Breite und Länge eingeben."]}

    def test_takes_no_new_place_that_is_unlocked_at_once(self) -> None:
        form = build_form(
            BranchLocationFactory.create(by_hand=True).branch, **VIENNA, is_locked=False
        )

        assert list(form.errors) == ["is_locked"]

    def test_lets_a_place_be_removed(self) -> None:
        form = build_form(
            BranchLocationFactory.create(by_hand=True).branch, latitude="", longitude=""
        )

        assert form.is_valid(), form.errors
        assert form.has_new_point
