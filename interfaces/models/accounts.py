"""Users, groups and who is in which: Django's own tables, with their history kept by ours."""

from django.contrib.auth.models import Group, User

from interfaces.models.history import Places, keep_history

OF_USER = Places(user="NEW.user_id")


@keep_history(
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


@keep_history(model_name="GroupHistory")
class KeptGroup(Group):
    """A group."""

    class Meta:
        proxy = True
        default_permissions = ()


@keep_history(places=OF_USER, obj_field=None, model_name="MembershipHistory")
class KeptMembership(User.groups.through):  # type: ignore[misc, name-defined]
    """A user in a group."""

    class Meta:
        proxy = True
        default_permissions = ()


@keep_history(places=OF_USER, obj_field=None, model_name="UserPermissionHistory")
class KeptUserPermission(User.user_permissions.through):  # type: ignore[misc, name-defined]
    """A permission given to a user alone."""

    class Meta:
        proxy = True
        default_permissions = ()


@keep_history(obj_field=None, model_name="GroupPermissionHistory")
class KeptGroupPermission(Group.permissions.through):  # type: ignore[misc, name-defined]
    """A permission given to a group."""

    class Meta:
        proxy = True
        default_permissions = ()
