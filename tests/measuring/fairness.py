"""How long a branch waits while another one, at the same interface, has thousands of rows.

Run it on a quiet machine:

    .venv/bin/python -m payback_site.embedded run --throwaway -- \\
        .venv/bin/python -m tests.measuring.fairness 10000
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.stack import Stack
from tests.faults.till import Till

SALES = 50
BATCH = 100
GLANCE_SECONDS = 0.005
PATIENCE_SECONDS = 120.0
WAITING = "SELECT count(*) FROM transactions_delivery WHERE state IN ('due', 'claimed', 'started')"


def main(rows: int) -> None:
    """Prints the seconds from the post to "booked", without and with `rows` waiting rows."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        crowded, other = stack.take_till(), stack.take_till()
        _share_interface(stack, crowded, other)
        alone = _measure(stack, other)
        stack.kill("worker", "beat")
        _fill(crowded, rows)
        stack.start("worker")
        stack.start("beat")
        begin, before = time.monotonic(), _count(stack)
        beside = _measure(stack, other)
        after, seconds = _count(stack), time.monotonic() - begin
        assert after, "the rows did not last to the end of the measurement"
    _say(f"nothing waits              {_describe(alone)}")
    _say(f"{before:,} rows of another wait {_describe(beside)}")
    _say(f"ratio of the medians {statistics.median(beside) / statistics.median(alone):.1f}")
    _say(f"{after:,} rows still waited at the end, {(before - after) / seconds:.0f} sent a second")


def _share_interface(stack: Stack, *tills: Till) -> None:
    """Lets one interface of the chain serve them, as it does in most chains."""
    shared, *others = (till.place.interface_id for till in tills)
    stack.database.change("DELETE FROM interfaces_interface WHERE id = ANY(%s)", others)
    stack.database.change("UPDATE interfaces_interface SET branch_id = NULL WHERE id = %s", shared)


def _fill(till: Till, rows: int) -> None:
    for begin in range(0, rows, BATCH):
        receipts = [till.write_receipt() for _ in range(begin, min(begin + BATCH, rows))]
        items = [{"key": one["receipt_number"], "collect": one} for one in receipts]
        answer = till.ask("collects/batch", {"collects": items})
        assert answer.status_code == 200, answer.text


def _measure(stack: Stack, till: Till) -> list[float]:
    return [_sell(stack, till) for _ in range(SALES)]


def _sell(stack: Stack, till: Till) -> float:
    begin = time.monotonic()
    sale = till.sell()
    while till.witness.row(sale)["state"] != "booked":
        assert time.monotonic() - begin < PATIENCE_SECONDS, till.witness.row(sale)
        time.sleep(GLANCE_SECONDS)
    return time.monotonic() - begin


def _count(stack: Stack) -> int:
    return int(stack.database.read_value(WAITING))


def _describe(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.3f} s, slowest {max(seconds):.3f} s"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
