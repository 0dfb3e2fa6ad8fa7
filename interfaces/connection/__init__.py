"""The connection test: asked for by a person, carried out by a worker, watched on the page."""

from interfaces.connection.ending import give_up_overdue, tidy
from interfaces.connection.rejections import TooManyRejections
from interfaces.connection.report import Report, build_report, find_last_test, list_stages
from interfaces.connection.requesting import (
    HostUnusable,
    PasswordMissing,
    SettingsMixed,
    TypedSettings,
    is_stored_set,
    request_test,
)
from interfaces.connection.running import run_test

__all__ = [
    "HostUnusable",
    "PasswordMissing",
    "Report",
    "SettingsMixed",
    "TooManyRejections",
    "TypedSettings",
    "build_report",
    "find_last_test",
    "give_up_overdue",
    "is_stored_set",
    "list_stages",
    "request_test",
    "run_test",
    "tidy",
]
