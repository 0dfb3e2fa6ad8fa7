"""`manage.py rotate_keys`: everything stored sealed gets the first of FERNET_KEYS."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from interfaces.secrets.rotation import list_sealed_fields, rotate_field


class Command(BaseCommand):
    """Prints what became of each column; may be stopped and begun again."""

    help = "Encrypts stored passwords and card numbers with the first of FERNET_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        ends = [
            rotate_field(field=field, keys=settings.FERNET_KEYS) for field in list_sealed_fields()
        ]
        for end in ends:
            self.stdout.write(
                f"{end.column}: {end.rotated} rotated, {end.kept} had the first key already, "
                f"{end.missed} changed meanwhile, {end.unreadable} unreadable"
            )
        if any(end.missed for end in ends):
            raise CommandError("Some rows changed meanwhile. Run it again.")
        if any(end.unreadable for end in ends):
            raise CommandError("Some values are opened by no key; keep the old keys.")
