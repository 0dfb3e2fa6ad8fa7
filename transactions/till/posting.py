"""What every form that creates a transaction has in common."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from interfaces.clock import get_database_time
from interfaces.models import Workstation
from interfaces.secrets.card_hash import digest_with_key
from transactions.models import Delivery
from transactions.queries import wait_for_outcome
from transactions.services import Acceptance, Idempotency, find_acceptance, remember_answer
from transactions.till.forms import TillForm
from transactions.till.mode_forms import ModeForm
from transactions.till.refusals import REFUSING, explain_refusal
from transactions.validation import InvalidRequest

NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "key", "pin"})
WAIT_SECONDS = 2.0
_FINAL, _OPEN = 201, 202


class NotAccepted(Exception):
    """Nothing was stored. `is_lasting`: sending the same again never helps."""

    def __init__(self, *, is_lasting: bool) -> None:
        super().__init__()
        self.is_lasting = is_lasting


def read_key(kind: str, posted: QueryDict) -> Idempotency:
    """The form's key, and the digest of what came with it; a PIN takes no part."""
    content = {name: posted.getlist(name) for name in posted if name not in NOT_CONTENT}
    canonical = json.dumps(content, sort_keys=True).encode()
    digest = digest_with_key("body", f"till page {kind}".encode() + b"\0" + canonical)
    return Idempotency(key=posted.get("key", ""), body_digest=digest)


def post(
    workstation: Workstation,
    idempotency: Idempotency,
    accept: Callable[[datetime], Acceptance],
    *,
    send: Callable[[Acceptance], None] | None = None,
    wait_seconds: float,
) -> Delivery:
    """Accepts what was posted, or finds what the same key brought before, as it stands now.

    :param send: carries a new transaction to PAYBACK before the answer.
    :raises InvalidRequest: by `accept`; so are the exceptions of `REFUSING`.
    """
    now = get_database_time()
    acceptance = find_acceptance(workstation=workstation, idempotency=idempotency, now=now)
    if acceptance is None:
        acceptance = accept(now)
        if send is not None and acceptance.is_new:
            send(acceptance)
    delivery = wait_for_outcome(transaction_id=acceptance.transaction.pk, seconds=wait_seconds)
    remember_answer(
        key=acceptance.key,
        status=_FINAL if delivery.is_final else _OPEN,
        answer={"id": str(delivery.transaction_id)},
    )
    return delivery


def take(
    workstation: Workstation,
    form: ModeForm,
    posted: QueryDict,
    accept: Callable[[Idempotency, datetime], Acceptance],
    *,
    fields: Mapping[str, str],
) -> Delivery:
    """What a valid form of a mode says, accepted, and its outcome after a moment.

    :raises NotAccepted: the mistakes stand in `form`.
    """
    if not form.is_valid():
        raise NotAccepted(is_lasting=True)
    idempotency = read_key(form.name, posted)
    try:
        return post(
            workstation,
            idempotency,
            lambda now: accept(idempotency, now),
            wait_seconds=WAIT_SECONDS,
        )
    except ACCEPTING as error:
        raise note_mistakes(form, error, fields) from error


def note_mistakes(form: TillForm, error: Exception, fields: Mapping[str, str]) -> NotAccepted:
    """Puts what was refused beside the fields of `form`; `fields` maps names of the API to them."""
    if isinstance(error, InvalidRequest):
        _note_all(form, ((row.field, row.message) for row in error.errors), fields)
    elif isinstance(error, ValidationError):
        rows = ((str(row["loc"][0]), _write(row)) for row in error.errors())
        _note_all(form, rows, fields)
    else:
        refusal = explain_refusal(error)
        form.add_error(
            refusal.field if refusal.field in form.fields else None, str(refusal.sentence)
        )
        return NotAccepted(is_lasting=refusal.is_lasting)
    return NotAccepted(is_lasting=True)


def read_moment(text: str) -> str:
    """When it was sold: as the browser says, or else now."""
    return text or timezone.localtime().isoformat(timespec="seconds")


ACCEPTING: tuple[type[Exception], ...] = (InvalidRequest, ValidationError, *REFUSING)


def _note_all(form: TillForm, rows: Iterable[tuple[str, str]], fields: Mapping[str, str]) -> None:
    for name, message in rows:
        own = fields.get(name.split(".")[0], name)
        form.add_error(own if own in form.fields and own not in form.hidden else None, message)


def _write(row: Any) -> str:
    own = {"unprintable", "blank", "money", "moment", "pin"}
    return str(row["msg"]) if row["type"] in own else _("Bitte prüfen Sie diese Angabe.")
