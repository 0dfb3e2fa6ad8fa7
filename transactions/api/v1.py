"""The API as one object: addresses, OpenAPI 3.1 document and its page."""

from collections.abc import Callable

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from transactions.api import (
    batches,
    cards,
    collects,
    receipts,
    redemptions,
    returns,
    workstations,
)
from transactions.api.bodies import StrictParser
from transactions.api.errors import install_error_handlers
from transactions.api.openapi import TillAPI


def open_docs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The document and its page are read, nothing else; the page draws pictures of its own."""
    return require_safe(csp_update({"img-src": [SELF, "data:"]})(view))


api = TillAPI(
    title="PAYBACK für Optiker: till API",
    version="1",
    urls_namespace="till-api",
    description=(
        "Money: decimal texts in EUR. Points: integers. Moments: ISO 8601 with offset. Unknown "
        "fields are refused. Every POST that creates a transaction carries an Idempotency-Key, and "
        "repeating it is always safe. Errors are application/problem+json."
    ),
    parser=StrictParser(),
    docs_decorator=open_docs,
)
api.add_router("", workstations.router)
api.add_router("", cards.router)
api.add_router("", collects.router)
api.add_router("", batches.router)
api.add_router("", redemptions.router)
api.add_router("", returns.router)
api.add_router("", receipts.router)
install_error_handlers(api)
