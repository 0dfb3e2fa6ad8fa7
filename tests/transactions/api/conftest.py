"""What the tests of the till API share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.transactions.api.payback import payback, payback_process, paying
from tests.transactions.till import Answer, Till

__all__ = ["payback", "payback_process", "paying"]

Refuse = Callable[..., Answer]


def count_rows() -> dict[str, int]:
    """Rows of every table on the message side."""
    models = apps.get_app_config("transactions").get_models()
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.fixture
def refuse(
    till: Till, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Refuse:
    """Posts a collect and proves that it left no row and rang for no worker."""

    def post(body: Any, **headers: str) -> Answer:
        before = count_rows()
        with django_capture_on_commit_callbacks() as rings:
            answer = till.collect(body, **headers)
        assert count_rows() == before
        assert rings == []
        return answer

    return post
