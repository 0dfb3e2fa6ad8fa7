"""`manage.py enrol`: a one-time code for a workstation, from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from interfaces.models import Workstation
from interfaces.services import create_enrolment_code


class Command(BaseCommand):
    """Prints a one-time code that a till turns into its token."""

    help = "Creates a one-time enrolment code for a workstation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--branch", required=True, help="branch code (Filialkürzel)")
        parser.add_argument("--computer", required=True, help="computer name (Rechner)")
        parser.add_argument("--chain", help="chain name, needed when two chains share branch codes")

    def handle(self, *_args: Any, **options: Any) -> None:
        workstation = self._find(options)
        new = create_enrolment_code(workstation=workstation, created_by=None, now=timezone.now())
        until = timezone.localtime(new.expires_at)
        self.stdout.write(f"{new.code}  (valid until {until:%d.%m.%Y %H:%M}, for {workstation})")

    def _find(self, options: dict[str, Any]) -> Workstation:
        rows = Workstation.objects.select_related("branch").filter(
            branch__code=options["branch"], computer_name__iexact=options["computer"]
        )
        if options["chain"]:
            rows = rows.filter(branch__chain__name=options["chain"])
        found = list(rows[:2])
        if not found:
            raise CommandError("No such workstation. Create it in the back office first.")
        if len(found) > 1:
            raise CommandError("Several chains have such a workstation; add --chain.")
        return found[0]
