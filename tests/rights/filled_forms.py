"""The forms of the back office, filled in, and what became of them."""

from http import HTTPStatus
from typing import Any

from interfaces.models import Branch


def list_errors(response: Any) -> set[str]:
    """The fields with errors, of a form that is shown again."""
    assert response.status_code == HTTPStatus.OK
    return set(response.context["adminform"].form.errors)


def fill_in_interface(**places: Any) -> dict[str, Any]:
    return {
        "partner_short_name": "NEU",
        "host": "https://neu.example",
        "username": "neu",
        "profile_name": "simulator",
        "is_active": "on",
        **places,
    }


def fill_in_workstation(branch: Branch) -> dict[str, Any]:
    return {
        "branch": branch.pk,
        "computer_name": "NEU",
        "is_active": "on",
        "tokens-TOTAL_FORMS": 0,
        "tokens-INITIAL_FORMS": 0,
    }
