"""Reading what became of transactions."""

import time
import uuid
from collections.abc import Iterator

from django.db.models import Count, QuerySet

from interfaces.models import Workstation
from transactions.choices import OPEN_STATES, WORKLIST_STATES, Worklist
from transactions.models import ChainRules, Delivery

POLL_SECONDS = 0.05


def get_chain_rules(*, chain: uuid.UUID) -> ChainRules:
    """What the chain of that key decided, or the defaults where it decided nothing."""
    return ChainRules.objects.filter(chain=chain).first() or ChainRules(chain_id=chain)


def get_delivery(*, transaction_id: uuid.UUID) -> Delivery:
    """The delivery with all that an answer needs, as it stands in the database now.

    :raises Delivery.DoesNotExist: there is no such transaction.
    """
    return Delivery.objects.select_related("transaction__receipt").get(
        transaction_id=transaction_id
    )


def get_branch_delivery(*, transaction_id: uuid.UUID, workstation: Workstation) -> Delivery | None:
    """The same for a till: None for another branch's transaction, as if there were none."""
    return (
        Delivery.objects.select_related("transaction__receipt")
        .filter(transaction_id=transaction_id, branch=workstation.branch_id)
        .first()
    )


def list_receipt_deliveries(*, workstation: Workstation, receipt_number: str) -> list[Delivery]:
    """Everything reported for a receipt of the workstation's branch, in the order it came."""
    return list(
        Delivery.objects.select_related("transaction__receipt__branch__chain")
        .filter(
            transaction__receipt__receipt_number=receipt_number,
            transaction__receipt__branch=workstation.branch_id,
        )
        .order_by("id")
    )


def count_worklists(*, deliveries: QuerySet[Delivery]) -> dict[Worklist, int]:
    """How many of `deliveries` wait in each worklist, empty ones with 0; one query."""
    counted = dict(
        deliveries.filter(state__in=sorted(OPEN_STATES))
        .order_by()
        .values_list("state")
        .annotate(number=Count("*"))
    )
    return {
        worklist: sum(counted.get(state, 0) for state in states)
        for worklist, states in WORKLIST_STATES.items()
    }


def wait_for_outcome(*, transaction_id: uuid.UUID, seconds: float) -> Delivery:
    """The delivery as soon as its outcome is final, or as it stands when the time is over."""
    for _glance in _glances(seconds):
        delivery = get_delivery(transaction_id=transaction_id)
        if delivery.is_final:
            return delivery
    return get_delivery(transaction_id=transaction_id)


def _glances(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    yield None
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(POLL_SECONDS, left))
        yield None
