"""From what a till posted to a frozen command, or to errors that name their field."""

from transactions.validation.collect import CollectCommand, CollectLine, build_collect
from transactions.validation.errors import FieldError, InvalidRequest
from transactions.validation.requests import CollectRequest

__all__ = [
    "CollectCommand",
    "CollectLine",
    "CollectRequest",
    "FieldError",
    "InvalidRequest",
    "build_collect",
]
