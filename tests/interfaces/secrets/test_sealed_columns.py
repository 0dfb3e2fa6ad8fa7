"""Every other way to the column of a secret: updates, lookups, exports."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Value

from interfaces.models import Interface
from interfaces.secrets.sealed import OpenedText, SealedText
from tests.factories import InterfaceFactory, TransactionFactory
from tests.factories.interfaces import PASSWORD
from tests.factories.transactions import CARD
from tests.interfaces.secrets.ways import reload

pytestmark = pytest.mark.django_db


class TestPasswordColumn:
    @pytest.mark.parametrize(
        "value",
        [
            "new",
            OpenedText("opened", "elsewhere"),
            F("username"),
            Value("plain"),
            Value(b"plain"),
            Interface.objects.values("password")[:1],
        ],
        ids=["text", "opened text", "other column", "expression", "bytes", "subquery"],
    )
    def test_an_update_is_refused_with(self, row: Interface, value: Any) -> None:
        with pytest.raises(TypeError, match="saving its row"), transaction.atomic():
            Interface.objects.update(password=value)

        assert reload(row).password == PASSWORD

    def test_a_bulk_update_is_refused(self, row: Interface) -> None:
        row.host = "https://elsewhere.example"

        with pytest.raises(TypeError, match="saving its row"), transaction.atomic():
            Interface.objects.bulk_update([row], ["host", "password"])

        assert reload(row).password == PASSWORD

    def test_an_update_may_clear_it(self, row: Interface) -> None:
        Interface.objects.update(password=None)

        assert reload(row).password is None

    @pytest.mark.parametrize(
        "condition",
        [
            {"password": PASSWORD},
            {"password__contains": "geheim"},
            {"password__startswith": "g"},
            {"password__in": [PASSWORD]},
            {"password__gt": "a"},
            {"password__regex": "."},
            {"password": F("username")},
            {"password_sealed": PASSWORD},
        ],
        ids=str,
    )
    def test_a_lookup_is_refused(self, condition: dict[str, Any]) -> None:
        with pytest.raises(FieldError, match="does not support lookups"):
            Interface.objects.filter(**condition)

    @pytest.mark.usefixtures("row")
    def test_values_gives_only_the_sealed_value(self) -> None:
        values: list[Any] = list(Interface.objects.values_list("password", flat=True))

        assert [type(value) for value in values] == [SealedText]
        assert PASSWORD not in repr(values)

    @pytest.mark.parametrize("form", ["json", "jsonl", "xml"])
    def test_dumpdata_prints_no_secret(self, form: str) -> None:
        TransactionFactory.create()
        printed = io.StringIO()

        call_command(
            "dumpdata",
            *("interfaces", "transactions"),
            exclude=[model._meta.label for model in apps.get_models() if model._meta.proxy],
            format=form,
            stdout=printed,
        )

        assert "https://payback.example" in printed.getvalue()
        assert PASSWORD not in printed.getvalue()
        assert CARD not in printed.getvalue()
        assert "gAAAA" not in printed.getvalue()

    @pytest.mark.usefixtures("row")
    def test_dumpdata_tells_a_set_password_from_none(self) -> None:
        InterfaceFactory.create(without_password=True)
        printed = io.StringIO()

        call_command("dumpdata", "interfaces.interface", stdout=printed)

        dumped = [entry["fields"]["password"] for entry in json.loads(printed.getvalue())]
        assert sorted(dumped, key=str) == ["***", None]

    @pytest.mark.usefixtures("row")
    def test_dumpdata_works_without_the_key(self, use_keys: Callable[..., None]) -> None:
        use_keys(Fernet.generate_key())

        call_command("dumpdata", "interfaces.interface", stdout=io.StringIO())
