"""`manage.py audit_verify`: whether anybody tampered with the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interfaces.verification import verify_trail

MOST_SHOWN = 100


class Command(BaseCommand):
    """Compares the audit trail with its seals; ends with 1 when something does not fit."""

    help = "Verifies the audit trail. Ends with 1 and says where when it was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor", default="", help="a seal that must be there, as audit_seal printed it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        verdict = verify_trail(anchor=options["anchor"])
        self.stdout.write(
            f"{verdict.sealed} rows under {verdict.seals} seals, {verdict.unsealed} not sealed yet."
        )
        for finding in verdict.findings[:MOST_SHOWN]:
            self.stderr.write(str(finding))
        if verdict.findings:
            raise CommandError(f"Tampered with: {len(verdict.findings)} findings.")
        self.stdout.write("Nothing was tampered with.")
