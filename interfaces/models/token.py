"""What a till shows to be let in: a one-time code first, a token afterwards. Only digests stay."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interfaces.models.history import IN_WORKSTATION, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.models.workstation import Workstation


@keep_history(places=IN_WORKSTATION, secrets=["digest"])
class EnrolmentCode(models.Model):
    """A one-time code that turns into a token (Einrichtungscode)."""

    belongs_to = Place(chain="workstation__branch__chain_id", branch="workstation__branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    workstation = models.ForeignKey(
        Workstation,
        verbose_name=_("Arbeitsplatz"),
        on_delete=models.CASCADE,
        related_name="enrolment_codes",
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Erstellt"))
    expires_at = models.DateTimeField(_("Gültig bis"))
    used_at = models.DateTimeField(_("Verwendet"), null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Von"), on_delete=models.SET_NULL, null=True
    )

    class Meta:
        verbose_name = _("Einrichtungscode")
        verbose_name_plural = _("Einrichtungscodes")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.workstation} · {timezone.localtime(self.created_at):%d.%m.%Y, %H:%M}"


class EnrolmentFailure(models.Model):
    """One wrong try to enrol, counted for the lock-out."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    remote_address = models.GenericIPAddressField()
    failed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Fehlgeschlagene Einrichtung")
        verbose_name_plural = _("Fehlgeschlagene Einrichtungen")
        indexes = [models.Index(fields=["remote_address", "failed_at"], name="failure_by_address")]

    def __str__(self) -> str:
        return f"{self.remote_address} · {timezone.localtime(self.failed_at):%d.%m.%Y, %H:%M}"


@keep_history(places=IN_WORKSTATION, secrets=["digest"], exclude=["last_used_at", "last_used_from"])
class WorkstationToken(models.Model):
    """The right of one workstation to call the till API; revoked, it is kept for the record."""

    belongs_to = Place(chain="workstation__branch__chain_id", branch="workstation__branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    workstation = models.ForeignKey(
        Workstation, verbose_name=_("Arbeitsplatz"), on_delete=models.CASCADE, related_name="tokens"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Erstellt"))
    revoked_at = models.DateTimeField(_("Gesperrt"), null=True)
    last_used_at = models.DateTimeField(_("Zuletzt verwendet"), null=True)
    last_used_from = models.GenericIPAddressField(_("Zuletzt von"), null=True)

    class Meta:
        verbose_name = _("Zugangsschlüssel")
        verbose_name_plural = _("Zugangsschlüssel")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.workstation} · {timezone.localtime(self.created_at):%d.%m.%Y, %H:%M}"
