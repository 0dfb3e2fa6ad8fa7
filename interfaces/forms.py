"""Forms of the settings side."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from interfaces.models import Interface


class InterfaceForm(forms.ModelForm[Interface]):
    """An interface with a write-only password: what is stored never reaches the page."""

    secret_marks: ClassVar[dict[str, str]] = {"password": "password_mark"}

    new_password = forms.CharField(
        label=_("Passwort"),
        required=False,
        strip=False,
        max_length=255,
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "new-password", "class": "vTextField"}
        ),
        help_text=_(
            "Leer lassen, um das gespeicherte Passwort zu behalten. Wird Host, Protokoll oder "
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
