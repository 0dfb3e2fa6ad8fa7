"""One row of settings for reaching PAYBACK."""

import hashlib
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interfaces.choices import Profile, Scope
from interfaces.models.branch import Branch
from interfaces.models.chain import Chain
from interfaces.models.history import Places, keep_history
from interfaces.models.keys import new_key
from interfaces.models.place import Place
from interfaces.models.workstation import Workstation
from interfaces.outbound import explain_host, is_allowed, read_endpoint, read_profile
from interfaces.payback.endpoint import Endpoint, InvalidHost
from interfaces.payback.profile import WireProfile
from interfaces.plain_text import validate_plain_text
from interfaces.secrets.sealed import SealedText, SealedTextField


@keep_history(
    title="{partner_short_name}",
    places=Places(
        interface="NEW.pgh_obj_id",
        workstation="NEW.workstation_id",
        branch="NEW.branch_id",
        chain="NEW.chain_id",
    ),
)
class Interface(models.Model):
    """Settings "PAYBACK AT - Punkte sammeln" for a chain, one branch or one workstation.

    A workstation's interface also names its branch, a branch's its chain; composite foreign keys
    in the database keep the three consistent.
    """

    belongs_to = Place(chain="chain_id", branch="branch_id", is_seen_chain_wide=True)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    chain = models.ForeignKey(
        Chain, verbose_name=_("Filialkette"), on_delete=models.PROTECT, related_name="interfaces"
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("Filiale"),
        on_delete=models.PROTECT,
        related_name="interfaces",
        null=True,
        blank=True,
        help_text=_("Leer: jede Filiale der Kette darf die Schnittstelle nutzen."),
    )
    workstation = models.ForeignKey(
        Workstation,
        verbose_name=_("Rechner"),
        on_delete=models.PROTECT,
        related_name="interfaces",
        null=True,
        blank=True,
        editable=False,
    )
    start_date = models.DateField(
        _("Start"),
        null=True,
        blank=True,
        help_text=_("Ab diesem Tag ist die Schnittstelle freigegeben. Leer: sofort."),
    )
    is_active = models.BooleanField(_("Aktiv"), default=True)
    partner_short_name = models.CharField(
        _("Kurzname des Partners"),
        max_length=10,
        validators=[validate_plain_text],
        help_text=_("Von PAYBACK vergeben, höchstens 10 Zeichen."),
    )
    host = models.CharField(
        _("Host"),
        max_length=255,
        help_text=_("Rechnername, Rechnername:Port oder eine vollständige https-Adresse."),
    )
    username = models.CharField(_("Benutzer"), max_length=60, validators=[validate_plain_text])
    password = SealedTextField(_("Passwort"), binding="password_binding", null=True)
    password_sealed: SealedText | str | None
    password_set_at = models.DateTimeField(_("Passwort gesetzt am"), null=True, editable=False)
    password_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Passwort gesetzt von"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
    )
    profile_name = models.CharField(
        _("Gegenstelle"), max_length=20, choices=Profile, default=Profile.EXTINT
    )
    # Only on rows that came through `interfaces.queries.annotate_condition`.
    condition: str

    class Meta:
        verbose_name = _("Schnittstelle")
        verbose_name_plural = _("Schnittstellen")
        ordering = ["chain__name", "branch__code", "workstation__computer_name", "-start_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(workstation__isnull=True) | Q(branch__isnull=False),
                name="interface_of_a_workstation_names_its_branch",
            ),
            models.UniqueConstraint(
                fields=["chain", "branch", "workstation", "start_date"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="one_active_interface_per_scope_and_start",
                violation_error_message=_(
                    "Es gibt schon eine aktive Schnittstelle mit diesem Geltungsbereich und Start."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(partner_short_name="") & ~Q(host="") & ~Q(username=""),
                name="interface_names_partner_host_and_user",
            ),
            models.CheckConstraint(
                condition=Q(profile_name__in=Profile.values), name="interface_profile_is_known"
            ),
        ]

    def __str__(self) -> str:
        place = self.workstation or self.branch or self.chain
        return f"{self.partner_short_name} · {place}"

    @property
    def scope(self) -> Scope:
        """For whom the interface is."""
        if self.workstation_id:
            return Scope.WORKSTATION
        return Scope.BRANCH if self.branch_id else Scope.CHAIN

    @property
    def profile(self) -> WireProfile:
        """How PAYBACK is spoken to."""
        return read_profile(self.profile_name)

    @property
    def endpoint(self) -> Endpoint:
        """Where PAYBACK is reached.

        :raises InvalidHost: the host field holds no usable address.
        """
        return read_endpoint(self.host, profile_name=self.profile_name)

    @property
    def may_be_called(self) -> bool:
        """Whether the host is an address, and one that the operator allows today."""
        try:
            return is_allowed(self.endpoint)
        except InvalidHost:
            return False

    @property
    def password_binding(self) -> str:
        """What a password is sealed for: this row, this address, this user."""
        try:
            address = self.endpoint.url
        except InvalidHost:
            address = f"unusable:{self.host}"
        return f"interface {self.pk} {address} {self.username}"

    @property
    def has_password(self) -> bool:
        """Whether a password is stored; it is not decrypted to find out."""
        return bool(self.password_sealed)

    @property
    def password_mark(self) -> str:
        """Changes when a password is set or removed, and tells nothing about it."""
        return f"{self.has_password} {self.password_set_at}"

    @property
    def settings_fingerprint(self) -> str:
        """Changes whenever anything that PAYBACK sees of these settings changes.

        The password takes part as its ciphertext only, which is random.
        """
        sealed = self.password_sealed
        secret = sealed.ciphertext if isinstance(sealed, SealedText) else b""
        parts = [self.host, self.username, self.partner_short_name, self.profile_name]
        return hashlib.sha256("\0".join(parts).encode() + secret).hexdigest()

    def clean(self) -> None:
        """Cross-field rules of the form.

        :raises ValidationError: the host is no usable or no allowed address, the branch is another
            chain's, or the workstation another branch's.
        """
        errors: dict[str, Any] = {}
        if self.profile_name in Profile.values:
            problem = explain_host(self.host, profile_name=self.profile_name)
            errors |= {"host": problem} if problem else {}
        if self.branch is not None and self.branch.chain_id != self.chain_id:
            errors["branch"] = _(
                "Diese Filiale gehört zu einer anderen Filialkette. Bitte wählen Sie eine andere."
            )
        elif self.workstation is not None and self.workstation.branch_id != self.branch_id:
            errors["branch"] = _(
                "Der Rechner gehört zu einer anderen Filiale. "
                "Bitte lassen Sie die Filiale, wie sie war."
            )
        if errors:
            raise ValidationError(errors)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As in Django, but the workstation counts although it is no field of the form."""
        super().validate_constraints(exclude=set(exclude or ()) - {"workstation"})
