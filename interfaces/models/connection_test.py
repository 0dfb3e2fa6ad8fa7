"""Connection tests, running and ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interfaces.choices import ProbeState
from interfaces.models.interface import Interface
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.outbound import is_allowed, read_endpoint, read_profile
from interfaces.payback.endpoint import Endpoint, InvalidHost
from interfaces.payback.profile import WireProfile
from interfaces.secrets.sealed import SealedText, SealedTextField


class ConnectionTest(models.Model):
    """One test (Verbindungstest) of a set of settings as they were typed, or as they are stored.

    Without an interface the settings were not saved yet. A typed password lies here sealed until a
    worker takes the test; a stored one stays where it is. `stages` holds what is over: `stage`,
    `state`, `duration_ms`, `reason`, `code`.
    """

    belongs_to = Place(chain="interface__chain_id", branch="interface__branch_id")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    interface = models.ForeignKey(
        Interface,
        verbose_name=_("Schnittstelle"),
        on_delete=models.CASCADE,
        related_name="connection_tests",
        null=True,
    )
    state = models.CharField(
        _("Stand"), max_length=8, choices=ProbeState, default=ProbeState.WAITING
    )
    requested_at = models.DateTimeField(_("Wann"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Wer"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
    )
    remote_address = models.GenericIPAddressField(_("Von wo"), null=True)
    request_id = models.CharField(_("Kennung"), max_length=64, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    host = models.CharField(_("Host"), max_length=255)
    username = models.CharField(_("Benutzer"), max_length=60)
    partner_short_name = models.CharField(_("Kurzname des Partners"), max_length=10)
    profile_name = models.CharField(_("Protokoll"), max_length=20)
    password = SealedTextField(_("Passwort"), binding="password_binding", null=True)
    password_sealed: SealedText | str | None
    uses_stored_password = models.BooleanField(default=False)
    account = models.CharField(max_length=400)
    stages = models.JSONField(default=list)
    reason = models.CharField(_("Grund"), max_length=32, blank=True)
    are_credentials_rejected = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Verbindungstest")
        verbose_name_plural = _("Verbindungstests")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProbeState.values), name="connection_test_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ProbeState.WAITING) | Q(password__isnull=True),
                name="connection_test_keeps_no_password",
            ),
        ]
        indexes = [
            models.Index(fields=["interface", "-id"], name="connection_test_by_interface"),
            models.Index(fields=["account", "-id"], name="connection_test_by_account"),
            models.Index(
                fields=["requested_at"],
                condition=Q(state__in=[ProbeState.WAITING, ProbeState.RUNNING]),
                name="connection_test_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.get_state_display()}"

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {ProbeState.PASSED, ProbeState.FAILED, ProbeState.LOST}

    @property
    def endpoint(self) -> Endpoint:
        """Where the test leads.

        :raises InvalidHost: the host is no usable address.
        """
        return read_endpoint(self.host, profile_name=self.profile_name)

    @property
    def profile(self) -> WireProfile:
        """How PAYBACK is spoken to."""
        return read_profile(self.profile_name)

    @property
    def may_be_called(self) -> bool:
        """Whether the host is an address, and one that the operator allows today."""
        try:
            return is_allowed(self.endpoint)
        except InvalidHost:
            return False

    @property
    def password_binding(self) -> str:
        """What a typed password is sealed for: this test, this address, this user."""
        try:
            address = self.endpoint.url
        except InvalidHost:
            address = f"unusable:{self.host}"
        return f"connection test {self.pk} {address} {self.username}"
