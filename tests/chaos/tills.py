"""Tills that do what the documentation tells them to, whatever becomes of the answers."""

import random
import time
from collections.abc import Callable
from typing import Any

import requests

from tests.chaos.tally import Tally
from tests.faults.paying import write_redemption, write_refund, write_reversal
from tests.faults.till import Till

KINDS = {"collect": 50, "batch": 4, "redeem": 18, "refund": 16, "reversal": 12}
BATCH = 3
REFUNDS_OF_ONE = 3
CONFIRMED_SHARE = 0.7
PAUSE_SECONDS = (0.3, 1.0)
AGAIN = frozenset({429, 500, 502, 503, 504})
PATIENCE_SECONDS = 120.0
UNDONE = ("reversed", "cancelled", "refused")


class GoodTill:
    """One till; it repeats a request under the same key until it is answered."""

    def __init__(
        self, till: Till, *, seed: str, choose_url: Callable[[random.Random], str], tally: Tally
    ) -> None:
        """Stand where `till` stands; every request goes to what `choose_url` says."""
        self._till = till
        self._chance = random.Random(seed)  # noqa: S311  (to be repeatable)
        self._choose_url = choose_url
        self._tally = tally
        self._number = 0
        self._returnable: list[tuple[dict[str, Any], str, int]] = []
        self._reversible: list[tuple[dict[str, Any], str, str]] = []

    def work(self, may_go_on: Callable[[], bool]) -> None:
        """Serve one customer after the other."""
        while may_go_on():
            kinds = [kind for kind in KINDS if self._can(kind)]
            (kind,) = self._chance.choices(kinds, [KINDS[kind] for kind in kinds])
            getattr(self, f"_{kind}")()

    def _can(self, kind: str) -> bool:
        needs = {"refund": self._returnable, "reversal": self._reversible}
        return bool(needs.get(kind, True))

    def _collect(self) -> None:
        receipt = self._till.write_receipt()
        told = self._ask("collect", "collects", receipt)
        self._keep_sale(receipt, told["id"])

    def _batch(self) -> None:
        receipts = [self._till.write_receipt() for _ in range(BATCH)]
        items = [{"key": one["receipt_number"], "collect": one} for one in receipts]
        answer = self._insist(
            lambda url: self._till.ask("collects/batch", {"collects": items}, url=url)
        )
        for receipt, entry in zip(receipts, answer.json()["collects"], strict=True):
            self._note("collect", entry["transaction"]["outcome"])
            self._keep_sale(receipt, entry["transaction"]["id"])

    def _redeem(self) -> None:
        body = write_redemption(self._till)
        told = self._ask("redeem", "redemptions", body)
        self._tally.expect(told["id"], *UNDONE)
        if told["outcome"] == "booked" and self._chance.random() < CONFIRMED_SHARE:
            self._confirm(body, told["id"])

    def _confirm(self, body: dict[str, Any], transaction: str) -> None:
        path = f"redemptions/{transaction}/confirm"
        answer = self._insist(lambda url: self._till.ask(path, {}, url=url))
        self._tally.count(f"told confirmation {answer.status_code}")
        if answer.ok:
            self._tally.expect(transaction, "booked")
            self._reversible.append((body, "redeem", transaction))

    def _refund(self) -> None:
        place = self._chance.randrange(len(self._returnable))
        sale, transaction, taken = self._returnable.pop(place)
        body = write_refund(sale, "40.00") | {
            "receipt_number": f"R{taken}-{sale['receipt_number']}"
        }
        self._tally.expect(self._ask("refund", "refunds", body)["id"], "booked")
        self._reversible = [one for one in self._reversible if one[2] != transaction]
        if taken + 1 < REFUNDS_OF_ONE:
            self._returnable.append((sale, transaction, taken + 1))

    def _reversal(self) -> None:
        place = self._chance.randrange(len(self._reversible))
        sale, kind, transaction = self._reversible.pop(place)
        self._returnable = [one for one in self._returnable if one[1] != transaction]
        told = self._ask("reversal", "reversals", write_reversal(sale, kind))
        self._tally.expect(told["id"], "booked", "cancelled")
        self._tally.expect(transaction, "reversed", "cancelled")

    def _keep_sale(self, receipt: dict[str, Any], transaction: str) -> None:
        self._tally.expect(transaction, "booked")
        self._returnable.append((receipt, transaction, 0))
        self._reversible.append((receipt, "collect", transaction))

    def _ask(self, kind: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        key = f"{self._till.place.branch_code}-{self._number:05d}"
        answer = self._insist(lambda url: self._till.ask(path, body, key=key, url=url))
        told: dict[str, Any] = answer.json()
        assert answer.status_code in {201, 202}, (kind, answer.status_code, told)
        self._note(kind, told["outcome"])
        return told

    def _note(self, kind: str, outcome: str) -> None:
        self._tally.count(f"asked {kind}")
        self._tally.count(f"told {kind} {outcome}")

    def _insist(self, send: Callable[[str], requests.Response]) -> requests.Response:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            pause = self._chance.uniform(*PAUSE_SECONDS)
            try:
                answer = send(self._choose_url(self._chance))
            except (requests.RequestException, LookupError):
                self._tally.count("no answer")
            else:
                if not _is_for_later(answer):
                    return answer
                self._tally.count(f"told to come again by {answer.status_code}")
                pause += float(answer.headers.get("Retry-After", 0))
            time.sleep(pause)
        raise AssertionError(f"No answer in {PATIENCE_SECONDS:.0f} s")


def _is_for_later(answer: requests.Response) -> bool:
    if answer.status_code in AGAIN:
        return True
    told = answer.json()
    if answer.status_code == 409:
        return bool(told["code"] == "key_busy")
    return any("problem" in entry for entry in told.get("collects", ()) if entry["problem"])
