"""`manage.py check_ledger`: whether the pretend PAYBACK booked what we say it did, once."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transactions.ledger import LedgerUnreadable, compare, list_rows, read_entries


class Command(BaseCommand):
    """Prints the counts and every difference; ends with 1 when one of them must not be."""

    help = (
        "Compares our tables with the ledger of the simulator: lost, doubled, unexpected, wrong"
        " amount, wrong party, undecided. Ends with 1 unless all but the last are 0."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url",
            default=os.environ.get("SIMULATOR_URL", "http://127.0.0.1:8765"),
            help="where the simulator answers; SIMULATOR_URL unless it says otherwise",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            entries = read_entries(options["url"])
        except LedgerUnreadable as error:
            raise CommandError(f"No ledger at {options['url']}. {error}") from error
        report = compare(list_rows(), entries)
        for line in report.write():
            self.stdout.write(line)
        if report.alarms:
            raise CommandError(f"Differences: {len(report.alarms)}.")
