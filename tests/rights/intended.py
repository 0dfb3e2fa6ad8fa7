"""Who may do what, in one table; the groups in the database are held against it."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from interfaces.choices import Role

ALL = "view add change delete"

INTENDED: dict[Role, dict[str, str]] = {
    Role.ADMINISTRATOR: {
        "auth.user": "view add change",
        "interfaces.branch": ALL,
        "interfaces.chain": "view change",
        "interfaces.deed": "view",
        "interfaces.interface": ALL,
        "interfaces.workstation": ALL,
        "interfaces.workstationtoken": "view",
        "transactions.articlegroup": ALL,
        "transactions.attempt": "view",
        "transactions.capture": "view",
        "transactions.chainrules": "view add change",
        "transactions.delivery": "view decide unmask",
        "transactions.receipttemplate": ALL,
        "transactions.statechange": "view",
    },
    Role.BRANCH_MANAGER: {
        "interfaces.branch": "view change",
        "interfaces.interface": ALL,
        "interfaces.workstation": ALL,
        "interfaces.workstationtoken": "view",
        "transactions.attempt": "view",
        "transactions.capture": "view",
        "transactions.delivery": "view decide",
        "transactions.receipttemplate": ALL,
        "transactions.statechange": "view",
    },
    Role.AUDITOR: {
        "auth.user": "view",
        "interfaces.branch": "view",
        "interfaces.chain": "view",
        "interfaces.deed": "view",
        "interfaces.interface": "view",
        "interfaces.workstation": "view",
        "interfaces.workstationtoken": "view",
        "transactions.articlegroup": "view",
        "transactions.attempt": "view",
        "transactions.capture": "view",
        "transactions.chainrules": "view",
        "transactions.delivery": "view",
        "transactions.receipttemplate": "view",
        "transactions.statechange": "view",
    },
    Role.CASHIER: {},
}


def spell_out(rights: dict[str, str]) -> set[str]:
    """Permissions as "app.action_model"."""
    return {
        f"{app_label}.{action}_{model}"
        for label, actions in rights.items()
        for app_label, model in [label.split(".")]
        for action in actions.split()
    }


def read_all_rights() -> dict[str, set[str]]:
    """The groups in the database with their permissions as "app.action_model"."""
    rights: dict[str, set[str]] = {
        name: set() for name in Group.objects.values_list("name", flat=True)
    }
    rows = Permission.objects.exclude(group=None).values_list(
        "group__name", "content_type__app_label", "codename"
    )
    for name, app_label, codename in rows:
        rights[name].add(f"{app_label}.{codename}")
    return rights


def make_group(role: Role) -> Group:
    """The group of a role; made anew when a test with real transactions has emptied the tables."""
    group, is_new = Group.objects.get_or_create(name=role.value)
    if is_new:
        group.permissions.set(find_permissions(spell_out(INTENDED[role])))
    return group


def find_permissions(names: set[str]) -> list[Permission]:
    """The rows behind "app.action_model"."""
    wanted = Q(pk__in=[])
    for name in names:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(wanted))
