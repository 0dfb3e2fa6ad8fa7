"""The outbox row of a transaction, and the trail of its states."""

import uuid
from datetime import datetime
from typing import Any

import pgtrigger
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interfaces.models import Branch, Interface
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from transactions.choices import (
    FINAL_STATES,
    LEGAL_MOVES,
    OPEN_STATES,
    OUTCOMES,
    Kind,
    Outcome,
    Reason,
    State,
)
from transactions.models.transaction import Transaction


class IllegalMove(Exception):
    """The table of legal moves has no such move; a defect of ours."""


class Delivery(models.Model):
    """Where a transaction stands on its way to PAYBACK.

    `attempt_number` is the fence against late workers: whoever moves the row must name the number
    it saw. `possible_arrivals` counts the calls that may have reached PAYBACK. `points` and
    `balance` stay NULL while nobody knows them; NULL is never shown as 0. `points` are what the
    member's account gained, negative where it lost. A booked redemption is undone after
    `confirm_by` unless `confirmed_at` is set by then. `not_found_at` is when PAYBACK
    first did not find the original of a reversal.
    """

    belongs_to = Place(chain="branch__chain_id", branch="branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    transaction = models.OneToOneField(
        Transaction, verbose_name=_("Buchung"), on_delete=models.PROTECT, related_name="delivery"
    )
    branch = models.ForeignKey(
        Branch, verbose_name=_("Filiale"), on_delete=models.PROTECT, related_name="deliveries"
    )
    interface = models.ForeignKey(
        Interface,
        verbose_name=_("Schnittstelle"),
        on_delete=models.PROTECT,
        related_name="deliveries",
    )
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.DUE)
    reason = models.CharField(_("Grund"), max_length=24, choices=Reason, blank=True)
    state_since = models.DateTimeField(_("Seit"))
    attempt_number = models.PositiveIntegerField(_("Versuche"), default=0)
    possible_arrivals = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(_("Fällig"))
    lease_until = models.DateTimeField(null=True)
    settings_fingerprint = models.CharField(max_length=64, blank=True)
    code = models.CharField(_("Antwortcode"), max_length=40, blank=True)
    points = models.BigIntegerField(_("Punkte"), null=True)
    balance = models.BigIntegerField(_("Punktestand"), null=True)
    confirm_by = models.DateTimeField(_("Zu bestätigen bis"), null=True)
    confirmed_at = models.DateTimeField(_("Verkauf bestätigt"), null=True)
    not_found_at = models.DateTimeField(null=True)
    applied_coupons = models.JSONField(_("Angewendete Coupons"), null=True)

    class Meta:
        verbose_name = _("Übertragung")
        verbose_name_plural = _("Übertragungen")
        ordering = ["-id"]
        permissions = [
            ("decide_delivery", "Can decide Übertragung"),
            ("unmask_delivery", "Can unmask Übertragung"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.HELD, State.ATTENTION]) | ~Q(reason=""),
                name="held_and_attention_name_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(lease_until__isnull=False)
                | ~Q(state__in=[State.CLAIMED, State.STARTED]),
                name="claimed_and_started_hold_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[State.DUE, State.UNKNOWN]),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=[State.CLAIMED, State.STARTED]),
                name="delivery_leased",
            ),
            models.Index(
                fields=["interface", "due_at"],
                condition=Q(state__in=[State.DUE, State.UNKNOWN]),
                name="delivery_waiting_by_interface",
            ),
            models.Index(
                fields=["interface", "branch", "due_at"],
                condition=Q(state__in=[State.DUE, State.UNKNOWN]),
                name="delivery_waiting_by_branch",
            ),
            models.Index(fields=["id"], condition=Q(state=State.HELD), name="delivery_held"),
            models.Index(
                fields=["confirm_by"],
                condition=Q(
                    state=State.BOOKED, confirm_by__isnull=False, confirmed_at__isnull=True
                ),
                name="delivery_unconfirmed",
            ),
            models.Index(
                fields=["state", "branch"],
                condition=Q(state__in=sorted(OPEN_STATES)),
                name="delivery_open",
            ),
            models.Index(
                fields=["state_since", "branch"],
                condition=Q(state=State.REFUSED),
                name="delivery_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transaction.receipt.receipt_number} · {self.get_state_display()}"

    @property
    def outcome(self) -> Outcome:
        """What the till is told."""
        return OUTCOMES[Kind(self.transaction.kind)][State(self.state)]

    @property
    def is_final(self) -> bool:
        """Whether the outcome cannot change any more."""
        return State(self.state) in FINAL_STATES

    def move(self, *, to: State, at: datetime, **changes: Any) -> bool:
        """Moves the row on if it still stands as this instance saw it; leaves a trail row.

        The comparison covers state and attempt number, in one UPDATE. True: moved, and this
        instance shows the new values. False: somebody else was first, nothing changed.

        :raises IllegalMove: the table of legal moves has no such move.
        """
        seen = State(self.state)
        if to not in LEGAL_MOVES[seen]:
            raise IllegalMove(f"{seen} to {to}")
        values = {"reason": Reason.NONE, "lease_until": None, **changes}
        values |= {"state": to, "state_since": at}
        with transaction.atomic():
            moved = Delivery.objects.filter(
                pk=self.pk, state=seen, attempt_number=self.attempt_number
            ).update(**values)
            if not moved:
                return False
            for name, value in values.items():
                setattr(self, name, value)
            record_state(self, from_state=seen, at=at)
        return True


class StateChange(models.Model):
    """One move of a delivery; append-only."""

    belongs_to = Place(chain="delivery__branch__chain_id", branch="delivery__branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="state_changes")
    from_state = models.CharField(_("Von"), max_length=12, choices=State, blank=True)
    to_state = models.CharField(_("Nach"), max_length=12, choices=State)
    reason = models.CharField(_("Grund"), max_length=24, choices=Reason, blank=True)
    attempt_number = models.PositiveIntegerField(_("Versuch"))
    changed_at = models.DateTimeField(_("Wann"))

    class Meta:
        verbose_name = _("Zustandswechsel")
        verbose_name_plural = _("Zustandswechsel")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}".strip()


def record_state(delivery: Delivery, *, from_state: State | None, at: datetime) -> uuid.UUID:
    """Writes the trail row of the state `delivery` has now; returns its key."""
    row = StateChange.objects.create(
        delivery=delivery,
        from_state=from_state or "",
        to_state=delivery.state,
        reason=delivery.reason,
        attempt_number=delivery.attempt_number,
        changed_at=at,
    )
    return row.pk
