"""The long form: `python -m tests.chaos --seed 1 --transactions 10000` prints what became of it.

It brings a PostgreSQL of its own that waits for the disk as production's does, because it is
stopped three times as a power cut stops it.
"""

import argparse
import os
import secrets
import sys
import tempfile
from pathlib import Path

from tests.chaos.plan import Plan
from tests.chaos.run import run_chaos
from tests.chaos.server import DatabaseServer
from tests.faults.stack import Stack

TRANSACTIONS = 10_000
TRANSACTIONS_PER_BLOW = 30


def main() -> int:
    """1 when anything is lost, doubled, wrong or undecided, or a promise to a till is broken."""
    options = _read_options()
    sys.stdout.write(f"seed {options.seed}\n")
    sys.stdout.flush()
    plan = Plan(
        seed=options.seed,
        transactions=options.transactions,
        blows=max(options.transactions // TRANSACTIONS_PER_BLOW, 1),
        broker_stops=3,
        database_stops=3,
    )
    with tempfile.TemporaryDirectory() as folder:
        return _run(plan, Path(folder))


def _run(plan: Plan, folder: Path) -> int:
    with DatabaseServer.run(folder / "server") as server:
        os.environ["DATABASE_URL"] = server.url
        (folder / "stack").mkdir()
        with Stack(folder / "stack", preloads=True) as stack:

            def stop_database() -> None:
                server.fall_and_rise()
                stack.database.close()

            result = run_chaos(stack, plan, stop_database=stop_database)
    sys.stdout.write(result.write() + "\n")
    return 0 if result.is_clean else 1


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--transactions", type=int, default=TRANSACTIONS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
