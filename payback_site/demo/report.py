"""What the demo tells: `demo.json` for programs, a short table for people."""

import json
import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from payback_site.demo.story import Story, build_receipt
from payback_site.embedded.place import write_secret


def write_json(path: Path, report: Mapping[str, Any]) -> None:
    """Writes the report; only its owner may read it, since it holds passwords and tokens."""
    write_secret(path, json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def describe_story(story: Story) -> str:
    """What became of the demo's receipt, in one line."""
    answer = story.answer
    way = " → ".join(story.outcomes)
    return (
        f"Receipt {answer['receipt_number']}: {way}, "
        f"{answer['points']} points, balance {answer['balance']}."
    )


def describe_demo(report: Mapping[str, Any], *, now: datetime) -> str:
    """Addresses, sign-ins, tills, cards, and a command to copy."""
    url = report["url"]
    addresses = [
        ("Back office", f"{url}/admin/"),
        ("Till page", f"{url}/kasse/"),
        ("Till API", f"{url}/api/v1/docs"),
        ("Pretend PAYBACK", f"{report['simulator_url']}/"),
    ]
    users = [(user["username"], user["password"], user["role"]) for user in report["users"]]
    tills = [
        (till["branch"], till["computer_name"], till["token"]) for till in report["workstations"]
    ]
    cards = [(card["number"], card["pin"] or "none", card["balance"]) for card in report["cards"]]
    blocks = [
        _table(("Where", "Address"), addresses),
        _table(("User", "Password", "Role"), users),
        _table(("Branch", "Till", "Token"), tills),
        _describe_till_page(report["till_page"]),
        _table(("Card", "PIN", "Points at first"), cards),
        f"One more receipt:\n{build_command(report, now=now)}",
    ]
    return "\n\n".join(blocks)


def _describe_till_page(page: Mapping[str, str]) -> str:
    until = datetime.fromisoformat(page["valid_until"])
    return (
        f"Till page: the one-time code {page['code']} makes a browser {page['computer_name']}\n"
        f"of branch {page['branch']}, until {until:%H:%M}; then sign in as cashier."
    )


def build_command(report: Mapping[str, Any], *, now: datetime) -> str:
    """A curl line that posts one more receipt and waits for its outcome; repeating it is safe."""
    receipt = build_receipt(card=report["cards"][0]["number"], now=now)
    receipt["receipt_number"] += "-CURL"
    headers = [
        f"Authorization: Bearer {report['workstations'][0]['token']}",
        f"Idempotency-Key: {receipt['receipt_number']}",
        "Content-Type: application/json",
        "Prefer: wait=10",
    ]
    options = [part for header in headers for part in ("-H", header)]
    body = json.dumps(receipt, ensure_ascii=False)
    return shlex.join(["curl", "-s", f"{report['url']}/api/v1/collects", *options, "-d", body])


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    padded = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([padded[0], "─" * (sum(widths) + 2 * len(widths) - 2), *padded[1:]])
