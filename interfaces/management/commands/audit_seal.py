"""`manage.py audit_seal`: what the clock does by itself, at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interfaces.sealing import PositionsWentBack, count_rows, seal_trail, write_anchor


class Command(BaseCommand):
    """Seals what is new in the audit trail and prints the anchor of the seal."""

    help = "Seals the new rows of the audit trail. Keep the anchor outside of the database."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            seal = seal_trail()
        except PositionsWentBack as error:
            raise CommandError(
                "The counter of positions was set back. Run audit_verify."
            ) from error
        if seal is None:
            self.stdout.write("Nothing to seal.")
        else:
            self.stdout.write(f"{count_rows(seal)} rows sealed. Anchor: {write_anchor(seal)}")
