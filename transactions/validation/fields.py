"""The types of single fields: strict texts, money, quantities, moments."""

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_MONEY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
_QUANTITY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?", re.ASCII)
_PIN = re.compile(r"[0-9]{4}", re.ASCII)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _refuse_unprintable(text: str) -> str:
    if any(unicodedata.category(character) in FORBIDDEN_CATEGORIES for character in text):
        raise PydanticCustomError(
            "unprintable", _("Bitte ohne Steuerzeichen und unsichtbare Zeichen senden.")
        )
    if not text.strip():
        raise PydanticCustomError("blank", _("Dieses Feld darf nicht leer sein."))
    return text


def _parse_cents(value: Any) -> int:
    if not isinstance(value, str) or not _MONEY.fullmatch(value):
        raise PydanticCustomError(
            "money",
            _(
                "Betrag in Euro als Text senden, nicht negativ, mit Punkt und höchstens zwei "
                'Nachkommastellen, zum Beispiel "249.90".'
            ),
        )
    return int(Decimal(value) * 100)


def _parse_quantity(value: Any) -> Decimal:
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise PydanticCustomError(
            "quantity",
            _(
                "Menge als Text senden, nicht negativ, mit Punkt und höchstens drei "
                'Nachkommastellen, zum Beispiel "1".'
            ),
        )
    return Decimal(value)


def _parse_moment(value: Any) -> datetime:
    problem = PydanticCustomError(
        "moment",
        _("Zeitpunkt nach ISO 8601 mit Zeitzone senden, zum Beispiel 2026-11-23T10:15:00+01:00."),
    )
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise problem
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise problem from None
    if not 2000 <= moment.year <= 2199:  # years a till can mean
        raise problem
    return moment


Cents = Annotated[
    int,
    BeforeValidator(_parse_cents),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[0-9]{1,9}(\.[0-9]{1,2})?$",
            "examples": ["249.90"],
            "description": "EUR, a decimal text with at most two fraction digits",
        }
    ),
]
Quantity = Annotated[
    Decimal,
    BeforeValidator(_parse_quantity),
    WithJsonSchema(
        {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,3})?$", "examples": ["1"]}
    ),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_parse_moment),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "examples": ["2026-11-23T10:15:00+01:00"],
            "description": "ISO 8601 with offset",
        }
    ),
]


def _check_pin(value: Any) -> str:
    if not isinstance(value, str) or not _PIN.fullmatch(value):
        raise PydanticCustomError("pin", _("Die PIN als Text aus vier Ziffern senden."))
    return value


Pin = Annotated[
    str,
    BeforeValidator(_check_pin),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}$", "format": "password"}),
]
_PRINTABLE = AfterValidator(_refuse_unprintable)
Text30 = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=30), _PRINTABLE]
Text36 = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=36), _PRINTABLE]
Text60 = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=60), _PRINTABLE]
Text200 = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200), _PRINTABLE]
Coupon = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=255), _PRINTABLE]
Scan = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=80)]
