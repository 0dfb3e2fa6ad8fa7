"""Users, groups and who is in which: Django's own tables, with their history kept by ours."""

from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from interfaces.models.history import Places, keep_history

OF_USER = Places(user="NEW.user_id")


@keep_history(
    title="{username}",
    places=Places(user="NEW.pgh_obj_id"),
    secrets=["password"],
    exclude=["last_login"],
    model_name="UserHistory",
)
class KeptUser(User):
    """A user; the sign-in alone leaves no history row, it is a deed."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("Benutzer")


@keep_history(title="{name}", model_name="GroupHistory")
class KeptGroup(Group):
    """A group."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("Gruppe")


@keep_history(
    title="{user}: {group}", places=OF_USER, obj_field=None, model_name="MembershipHistory"
)
class KeptMembership(User.groups.through):  # type: ignore[misc, name-defined]
    """A user in a group."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("Gruppenzugehörigkeit")


@keep_history(
    title="{user}: {permission}",
    places=OF_USER,
    obj_field=None,
    model_name="UserPermissionHistory",
)
class KeptUserPermission(User.user_permissions.through):  # type: ignore[misc, name-defined]
    """A permission given to a user alone."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("Recht eines Benutzers")


@keep_history(title="{group}: {permission}", obj_field=None, model_name="GroupPermissionHistory")
class KeptGroupPermission(Group.permissions.through):  # type: ignore[misc, name-defined]
    """A permission given to a group."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("Recht einer Gruppe")
