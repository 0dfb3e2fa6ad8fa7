"""Whether an interface may be called right now."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models import Interface
from interfaces.models.place import Place

REJECTIONS_ALLOWED = 3
REJECTION_WINDOW = timedelta(minutes=15)
BREAKER_THRESHOLD = 5
BREAKER_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120))


class Gate(models.Model):
    """One row per interface: the breaker, and the stop on rejected credentials.

    Locked while a worker decides to claim, so that the limits hold over all workers. A question
    about a balance is no delivery; until `asking_until` one may be on its way.
    """

    belongs_to = Place(chain="interface__chain_id", branch="interface__branch_id")

    interface = models.OneToOneField(
        Interface, on_delete=models.CASCADE, primary_key=True, related_name="gate"
    )
    settings_fingerprint = models.CharField(max_length=64, blank=True)
    rejections = models.PositiveSmallIntegerField(_("Abgelehnte Anmeldungen"), default=0)
    rejected_at = models.DateTimeField(_("Letzte davon"), null=True)
    failures = models.PositiveIntegerField(_("Fehlschläge in Folge"), default=0)
    asking_until = models.DateTimeField(null=True)
    closed_until = models.DateTimeField(_("Pause bis"), null=True)

    class Meta:
        verbose_name = _("Sperre")
        verbose_name_plural = _("Sperren")

    def __str__(self) -> str:
        return str(self.interface_id)

    @property
    def is_stopped(self) -> bool:
        """Whether PAYBACK rejected these credentials so often that it might lock the account."""
        return self.rejections >= REJECTIONS_ALLOWED

    def is_closed(self, *, at: datetime) -> bool:
        """Whether the breaker is open: PAYBACK is not to be called before `closed_until`."""
        return self.closed_until is not None and self.closed_until > at

    def refresh(self, *, settings_fingerprint: str, at: datetime) -> None:
        """Forgets what was noted under other settings, and a few rejections of long ago."""
        is_over = self.rejected_at is not None and at - self.rejected_at > REJECTION_WINDOW
        if self.settings_fingerprint != settings_fingerprint:
            self.settings_fingerprint = settings_fingerprint
            self.rejections, self.rejected_at = 0, None
            self.failures, self.closed_until = 0, None
            self.save()
        elif is_over and not self.is_stopped:
            self.rejections, self.rejected_at = 0, None
            self.save(update_fields=["rejections", "rejected_at"])

    def note_answer(self) -> None:
        """PAYBACK answered: the breaker is closed."""
        if self.failures or self.closed_until:
            self.failures, self.closed_until = 0, None
            self.save(update_fields=["failures", "closed_until"])

    def note_rejection(self, *, at: datetime) -> None:
        """PAYBACK answered and rejected the credentials.

        The window begins anew with each one, so that no quarter of an hour sees more than allowed.
        """
        self.note_answer()
        self.rejections += 1
        self.rejected_at = at
        self.save(update_fields=["rejections", "rejected_at"])

    def note_failure(self, *, at: datetime) -> None:
        """No usable answer; after several in a row the interface rests."""
        self.failures += 1
        beyond = self.failures - BREAKER_THRESHOLD
        if beyond >= 0:
            self.closed_until = at + BREAKER_PAUSES[min(beyond, len(BREAKER_PAUSES) - 1)]
        self.save(update_fields=["failures", "closed_until"])
