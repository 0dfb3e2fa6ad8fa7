"""Permissions of groups, given and taken in migrations."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps.registry import Apps
from django.db.models import Model

Rights = Mapping[str, Mapping[str, str]]


def give_rights(apps: Apps, rights: Rights) -> None:
    """Gives groups what `rights` says; groups and permissions that are missing are made.

    `rights` maps the name of a group to models ("app.model"), these to actions ("view change").
    While an empty database is migrated, Django has not made the rows of permissions yet.
    """
    for group, permissions in _list_permissions(apps, rights):
        group.permissions.add(*permissions)


def take_rights(apps: Apps, rights: Rights) -> None:
    """Takes what `give_rights` gave; the groups stay."""
    for group, permissions in _list_permissions(apps, rights):
        group.permissions.remove(*permissions)


def _list_permissions(apps: Apps, rights: Rights) -> Iterator[tuple[Any, list[Any]]]:
    groups = _get_rows(apps, "auth.Group")
    for name, models in rights.items():
        group, _made = groups.get_or_create(name=name)
        yield (
            group,
            [
                _get_permission(apps, label, action)
                for label, actions in models.items()
                for action in actions.split()
            ],
        )


def _get_permission(apps: Apps, label: str, action: str) -> Any:
    app_label, model_name = label.lower().split(".")
    content_type, _made = _get_rows(apps, "contenttypes.ContentType").get_or_create(
        app_label=app_label, model=model_name
    )
    permission, _made = _get_rows(apps, "auth.Permission").get_or_create(
        content_type=content_type,
        codename=f"{action}_{model_name}",
        defaults={"name": f"Can {action} {_read_name(apps.get_model(label))}"},
    )
    return permission


def _get_rows(apps: Apps, label: str) -> Any:
    model: Any = apps.get_model(label)
    return model.objects


def _read_name(model: type[Model]) -> str:
    """As Django writes it into the permissions it makes itself."""
    return model._meta.verbose_name_raw
