"""Forms of the settings side."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from interfaces.models import Interface, Workstation
from interfaces.plain_text import validate_no_control_characters


class InterfaceForm(forms.ModelForm[Interface]):
    """An interface with a write-only password: what is stored never reaches the page.

    With a `workstation`, a new interface is for that one, and its chain and branch are fixed.
    """

    workstation: ClassVar[Workstation | None] = None
    twice = (
        "start_date",
        _(
            "Mit diesem Geltungsbereich und Start gibt es schon eine aktive Schnittstelle. Bitte "
            "wählen Sie einen anderen Start, oder schalten Sie die andere zuerst aus."
        ),
    )

    secret_marks: ClassVar[dict[str, str]] = {"password": "password_mark"}

    new_password = forms.CharField(
        label=_("Passwort"),
        required=False,
        strip=False,
        max_length=255,
        validators=[validate_no_control_characters],
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "new-password", "class": "vTextField"}
        ),
        help_text=_(
            "Leer lassen, um das gespeicherte Passwort zu behalten. Wird Host, Gegenstelle oder "
            "Benutzer geändert, ist es neu einzugeben."
        ),
    )

    class Meta:
        model = Interface
        fields = [
            "chain",
            "branch",
            "start_date",
            "is_active",
            "partner_short_name",
            "host",
            "username",
            "profile_name",
        ]
        help_texts = {
            "workstation": _(
                "Nur gefüllt, wenn die Schnittstelle am Arbeitsplatz angelegt wurde. "
                "Sonst darf jeder Rechner sie nutzen."
            ),
            "is_active": _("Ohne Häkchen verwendet kein Arbeitsplatz diese Schnittstelle."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        workstation = self.workstation
        if workstation is not None and kwargs.get("instance") is None:
            branch = workstation.branch
            kwargs["instance"] = Interface(
                chain=branch.chain, branch=branch, workstation=workstation
            )
        super().__init__(*args, **kwargs)
        if workstation is not None:
            for name in ("chain", "branch"):
                self.fields[name].disabled = True
