"""One row of settings: its messages for people, and what others derive from it."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from interfaces.choices import Profile, Scope
from interfaces.models import Interface
from tests.factories import BranchFactory, InterfaceFactory, WorkstationFactory

pytestmark = pytest.mark.django_db


def list_errors(row: Interface) -> dict[str, list[str]]:
    """What `full_clean` has to say, by field."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.message_dict


class TestFullClean:
    @pytest.mark.parametrize("scope", [{}, {"of_branch": True}, {"of_workstation": True}], ids=str)
    def test_accepts_each_scope(self, scope: dict[str, bool]) -> None:
        InterfaceFactory.create(**scope).full_clean()

    @pytest.mark.parametrize(
        "host", ["ftp://payback.example", "http://payback.example", "10.1", "a b", "x/y"]
    )
    def test_names_the_host(self, host: str) -> None:
        row = InterfaceFactory.create()
        row.host = host

        assert list_errors(row) == {
            "host": ["Bitte einen Rechnernamen, Rechnername:Port oder eine https-Adresse eingeben."]
        }

    def test_accepts_plain_http_on_loopback_in_the_demo_only(self, settings: Any) -> None:
        row = InterfaceFactory.create(host="http://127.0.0.1:8765")
        row.full_clean()

        settings.PAYBACK_PLAIN_HTTP_ON_LOOPBACK = False

        assert list(list_errors(row)) == ["host"]

    def test_names_the_host_that_is_not_allowed_and_says_what_to_do(self, settings: Any) -> None:
        row = InterfaceFactory.create(host="https://Payback.example:8443/soap")
        settings.PAYBACK_ALLOWED_HOSTS = ["soap.payback.example"]

        errors = list_errors(row)

        assert list(errors) == ["host"]
        assert errors["host"][0].startswith("payback.example ist hier nicht freigegeben.")
        assert "PAYBACK_ALLOWED_HOSTS" in errors["host"][0]

    def test_names_the_branch_of_another_chain(self) -> None:
        row = InterfaceFactory.create()
        row.branch = BranchFactory.create()

        assert list_errors(row) == {
            "branch": [
                "Diese Filiale gehört zu einer anderen Filialkette. Bitte wählen Sie eine andere."
            ]
        }

    @pytest.mark.parametrize("of_branch", [True, False])
    def test_names_the_branch_when_the_computer_stands_elsewhere(self, of_branch: bool) -> None:  # noqa: FBT001  (pytest passes it)
        row = InterfaceFactory.create(of_branch=of_branch)
        row.workstation = WorkstationFactory.create(branch__chain=row.chain)

        assert list_errors(row) == {
            "branch": [
                (
                    "Der Rechner gehört zu einer anderen Filiale. "
                    "Bitte lassen Sie die Filiale, wie sie war."
                )
            ]
        }

    @pytest.mark.parametrize("name", ["partner_short_name", "host", "username"])
    def test_names_the_empty_field(self, name: str) -> None:
        row = InterfaceFactory.create()
        setattr(row, name, "")

        assert list(list_errors(row)) == [name]

    def test_names_the_unknown_profile(self) -> None:
        row = InterfaceFactory.create()
        row.profile_name = "rest"

        assert list(list_errors(row)) == ["profile_name"]

    def test_says_that_another_one_is_active_there(self) -> None:
        row = InterfaceFactory.create()
        twin = InterfaceFactory.build(chain=row.chain)

        assert list_errors(twin)["__all__"] == [
            "Es gibt schon eine aktive Schnittstelle mit diesem Geltungsbereich und Start."
        ]


class TestScopeOfAnInterface:
    @pytest.mark.parametrize(
        ("trait", "scope"),
        [
            ({}, Scope.CHAIN),
            ({"of_branch": True}, Scope.BRANCH),
            ({"of_workstation": True}, Scope.WORKSTATION),
        ],
    )
    def test_is(self, trait: dict[str, bool], scope: Scope) -> None:
        assert InterfaceFactory.create(**trait).scope == scope


class TestHasPassword:
    @pytest.mark.parametrize("value", [None, ""])
    def test_is_false_for(self, value: str | None) -> None:
        assert not InterfaceFactory.build(password=value).has_password

    def test_is_true_before_and_after_the_first_save(self) -> None:
        row = InterfaceFactory.create()

        assert InterfaceFactory.build().has_password
        assert row.has_password
        assert Interface.objects.get().has_password

    def test_is_found_out_when_the_column_was_not_loaded(self) -> None:
        InterfaceFactory.create()

        assert Interface.objects.only("host").get().has_password


class TestSettingsFingerprint:
    @pytest.fixture
    def row(self) -> Interface:
        return Interface.objects.get(pk=InterfaceFactory.create().pk)

    @pytest.mark.parametrize(
        "change",
        [
            {"host": "https://elsewhere.example"},
            {"username": "somebody"},
            {"partner_short_name": "OTHER"},
            {"profile_name": Profile.EXTINT},
            {"password": "new"},
            {"password": None},
        ],
        ids=str,
    )
    def test_changes_with(self, row: Interface, change: dict[str, Any]) -> None:
        before = row.settings_fingerprint
        ((name, value),) = change.items()
        setattr(row, name, value)
        row.save()

        assert row.settings_fingerprint != before
        assert Interface.objects.get().settings_fingerprint == row.settings_fingerprint

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("host", "https://elsewhere.example"),
            ("username", "somebody"),
            ("partner_short_name", "OTHER"),
            ("profile_name", Profile.EXTINT),
        ],
    )
    def test_changes_without_a_password_too_with(self, name: str, value: str) -> None:
        row = InterfaceFactory.build(without_password=True)
        before = row.settings_fingerprint
        setattr(row, name, value)

        assert row.settings_fingerprint != before

    @pytest.mark.parametrize(
        "change",
        [
            {"is_active": False},
            {"start_date": date(2026, 12, 1)},
            {"password_set_at": datetime.fromisoformat("2026-11-23T09:00:00+01:00")},
        ],
        ids=str,
    )
    def test_does_not_change_with(self, row: Interface, change: dict[str, Any]) -> None:
        before = row.settings_fingerprint
        ((name, value),) = change.items()
        setattr(row, name, value)
        row.save()

        assert Interface.objects.get().settings_fingerprint == before

    def test_does_not_change_with_the_branch(self, row: Interface) -> None:
        before = row.settings_fingerprint
        row.branch = BranchFactory.create(chain=row.chain)
        row.save()

        assert Interface.objects.get().settings_fingerprint == before

    def test_does_not_change_by_reading_and_refreshing(self, row: Interface) -> None:
        before = row.settings_fingerprint
        _password = row.password
        row.refresh_from_db()

        assert row.settings_fingerprint == before

    def test_does_not_show_the_password(self, row: Interface) -> None:
        twin = InterfaceFactory.create(chain=row.chain, start_date=date(2026, 12, 1))

        assert twin.settings_fingerprint != row.settings_fingerprint
