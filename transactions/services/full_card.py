"""Looking at the whole membership number of a transaction, which nobody does unseen."""

from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor, record_deed
from interfaces.secrets.sealed import SecretUnreadable
from transactions.models import Delivery


@sensitive_variables("card")
def read_full_card(*, delivery: Delivery, actor: Actor, now: datetime) -> str | None:
    """The whole number, or None where no key opens it; either way it is on record before.

    :raises django.db.DatabaseError: the record could not be written; nothing is given out.
    """
    try:
        card: str | None = delivery.transaction.card
    except SecretUnreadable:
        card = None
    record_deed(
        kind=DeedKind.FULL_CARD,
        outcome=DeedOutcome.DONE if card else DeedOutcome.UNREADABLE,
        actor=actor,
        about=delivery,
        at=now,
        detail=delivery.transaction.card_masked,
    )
    return card
