"""Forms of users: who it is, what the person may do, and where."""

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    BaseUserCreationForm,
    UsernameField,
)
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from interfaces.admin.choice_fields import RowField, RowsField
from interfaces.choices import Role
from interfaces.models import Branch, Chain, Responsibility
from interfaces.plain_errors import PlainErrors
from interfaces.reach import get_reach, limit
from interfaces.staff import ROLES_OF_BRANCHES

NOT_THE_SAME = _("Die beiden Passwörter sind nicht gleich. Bitte geben Sie beide noch einmal ein.")


class StaffForm(forms.ModelForm[User]):
    """A user with group, chain and branches, as far as `actor` may assign them."""

    actor: User

    role = forms.ChoiceField(label=_("Gruppe"), choices=Role.choices)
    chain = RowField(label=_("Filialkette"), queryset=Chain.objects.all())
    branches = RowsField(
        label=_("Filialen"),
        queryset=Branch.objects.all(),
        required=False,
        help_text=_("Nur für Filialleitung und Kassa."),
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]
        field_classes = {"username": UsernameField}
        help_texts = {
            "username": _("Damit meldet sich die Person an."),
            "is_active": _(
                "Ausgeschaltete Benutzer können sich nicht anmelden; wer angemeldet ist, "
                "verliert den Zugang sofort."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_places()
        self._fill_in_appointment()
        if self.instance == self.actor:
            for name in {"role", "chain", "branches", "is_active"} & self.fields.keys():
                self.fields[name].disabled = True
        if self.instance.is_superuser:
            self.fields["role"].required = self.fields["chain"].required = False

    def clean(self) -> dict[str, Any]:
        """The branches fit the group and the chain."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chain, branches = cleaned.get("chain"), cleaned.get("branches") or []
        if cleaned.get("role") not in ROLES_OF_BRANCHES or "branches" in self.errors:
            return cleaned
        strangers = [str(branch) for branch in branches if chain and branch.chain_id != chain.pk]
        if not branches:
            self.add_error("branches", _("Bitte wählen Sie mindestens eine Filiale."))
        elif strangers:
            text = _("Bitte entfernen Sie die Filialen einer anderen Filialkette: %(names)s.")
            self.add_error("branches", text % {"names": ", ".join(strangers)})
        return cleaned

    def read_appointment(self) -> dict[str, Any]:
        """Role, chain and branches of a valid form."""
        role = self.cleaned_data["role"]
        return {
            "role": Role(role) if role else None,
            "chain": self.cleaned_data["chain"],
            "branches": list(self.cleaned_data["branches"]),
        }

    def _offer_places(self) -> None:
        chain: Any = self.fields["chain"]
        branches: Any = self.fields["branches"]
        chain.queryset = limit(Chain.objects.all(), self.actor)
        branches.queryset = limit(Branch.objects.all(), self.actor)
        if get_reach(self.actor).chains is not None:
            chain.empty_label = None

    def _fill_in_appointment(self) -> None:
        if not self.instance.pk:
            self.initial.setdefault("role", Role.BRANCH_MANAGER)
            return
        names = set(self.instance.groups.values_list("name", flat=True))
        self.initial["role"] = next((role for role in Role if role.value in names), "")
        found = Responsibility.objects.filter(user=self.instance).first()
        if found is not None:
            self.initial["chain"] = found.chain_id
            self.initial["branches"] = list(found.branches.all())


class NewStaffForm(StaffForm, BaseUserCreationForm[User]):
    """The same with a first password."""

    error_messages = {"password_mismatch": NOT_THE_SAME}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password2"].help_text = ""


class NewPasswordForm(PlainErrors, AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password for somebody else; there is no other way to sign in."""

    error_messages = {"password_mismatch": NOT_THE_SAME}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True
        self.fields["password2"].help_text = ""
