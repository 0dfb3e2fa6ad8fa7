"""No password, token, one-time code or full card number leaves the processes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from interfaces.payback.cards import mask_card
from tests.faults.backoffice import BackOffice
from tests.faults.canary import Leak, find_leaks, find_pin
from tests.faults.paying import PIN, redeem, take_payer, write_redemption
from tests.faults.stack import PASSWORD, Stack
from tests.faults.till import Till

PLANTED = "gepflanzt-4711-Geheimnis"
PLANTED_IN_BASE64 = "eyJub3RlIjogImdlcGZsYW56dC00NzExLUdlaGVpbW5pcyJ9"
AT_ONCE: Mapping[str, dict[str, Any]] = {
    "refused": {"trouble": "fault_message", "code": "LMS_00003"},
    "held": {"trouble": "credentials_rejected"},
}
AFTER_A_REPEAT: tuple[dict[str, Any], ...] = (
    {"trouble": "http_500", "when": "after"},
    {"trouble": "garbage", "when": "before"},
    {"trouble": "cut_answer"},
    {"trouble": "fault_message", "code": "LMS_00002"},
)


def start_talkative(stack: Stack) -> None:
    """Let web server, worker and beat log all they can."""
    stack.run("manage.py", "collectstatic", "--no-input")
    names = ("web", "worker", "beat")
    stack.kill(*names)
    for name in names:
        stack.start(name, LOG_LEVEL="DEBUG")


def sell_in_every_way(stack: Stack, till: Till) -> list[str]:
    """Sales that end well, badly and after repeats, each with its own trouble."""
    sales = {"": till.sell()}
    till.witness.wait_for("booked", sales[""])
    for state, trouble in AT_ONCE.items():
        stack.simulator.trouble(**trouble, card=till.place.card)
        sales[state] = till.sell()
        till.witness.wait_for(state, sales[state])
    repeated = []
    for trouble in AFTER_A_REPEAT:
        stack.simulator.trouble(**trouble, card=till.place.card)
        repeated.append(till.sell())
        till.witness.wait_for_attempt(repeated[-1])
    till.witness.wait_for("booked", *repeated)
    return [*sales.values(), *repeated]


def post_nonsense(till: Till) -> None:
    """Bodies that are refused, each with the card number where it does not belong."""
    card = till.place.card
    for part in (
        {"kundenkarte": card},
        {"total": card},
        {"card": f"{card}0"},
        {"card": {"nummer": card}},
        {"coupons": [card, card]},
        {"lines": [{"group": card, "amount": "1.00"}]},
    ):
        answer = till.post({**till.write_receipt(), **part})
        assert answer.status_code == 422, answer.text


def look_at_everything(stack: Stack, till: Till, sales: list[str]) -> dict[str, str]:
    """The back office's pages about these sales and the settings behind them."""
    administrator = stack.report["users"][0]
    paths = [
        "",
        "transactions/delivery/",
        *(f"transactions/delivery/{till.witness.row(sale)['id']}/change/" for sale in sales),
        "interfaces/interface/",
        f"interfaces/interface/{till.place.interface_id}/change/",
        f"interfaces/interface/{till.place.interface_id}/history/",
        "interfaces/workstation/",
    ]
    with BackOffice(
        stack.url, username=administrator["username"], password=administrator["password"]
    ) as office:
        return {f"page {path}": office.read(path) for path in paths}


class TestCanary:
    def test_is_found_nowhere_after_sales_of_every_kind(self, stack: Stack) -> None:
        start_talkative(stack)
        with stack.broker.overhear() as commands:
            till, code, token = stack.enrol_till()
            post_nonsense(till)
            sales = sell_in_every_way(stack, till)
            pages = look_at_everything(stack, till, sales)
        traces = {**pages, "commands to the broker": "\n".join(commands)}
        secrets = {"password": PASSWORD, "card": till.place.card, "token": token, "code": code}
        secrets["code without dashes"] = code.replace("-", "")

        leaks = find_leaks(stack, secrets, traces)

        assert leaks == []
        assert "send_delivery" in traces["commands to the broker"]
        masked = find_leaks(stack, {"mask": mask_card(till.place.card)}, traces)
        places = {leak.place for leak in masked}
        assert {"table transactions_attempt", "page transactions/delivery/"} <= places


class TestPin:
    def test_is_found_nowhere_however_the_redemption_ends(self, stack: Stack) -> None:
        start_talkative(stack)
        sales = []
        with stack.broker.overhear() as commands:
            for trouble in ({}, *AT_ONCE.values(), *AFTER_A_REPEAT):
                till = take_payer(stack)
                order_trouble(stack, till, trouble)
                sales.append(redeem(till).json()["id"])
            refused = redeem(till, write_redemption(till, card="9040193103187693"))
            pages = look_at_everything(stack, till, sales)
        traces = {**pages, "commands to the broker": "\n".join(commands)}

        leaks = find_pin(stack, PIN, traces)

        assert leaks == []
        assert refused.status_code == 422
        seen = find_leaks(stack, {"call": "ProcessDirectRedemptionEvent"}, traces)
        assert "table transactions_attempt" in {leak.place for leak in seen}

    @pytest.mark.parametrize("text", [f'"pin": "{PIN}"', f"<Secret>{PIN}</Secret>", f"PIN {PIN}!"])
    def test_is_found_where_it_stands_by_itself(self, stack: Stack, text: str) -> None:
        assert Leak("pin", "planted") in find_pin(stack, PIN, {"planted": text})


def order_trouble(stack: Stack, till: Till, trouble: Mapping[str, Any]) -> None:
    """The next redemption on this card meets it; an empty one is none."""
    if trouble:
        operation = "ProcessDirectRedemptionEvent"
        stack.simulator.trouble(**trouble, card=till.place.card, operation=operation)


def plant_in_log(stack: Stack, _till: Till) -> None:
    (stack.logs / "planted.log").write_text(f'{{"event": "{PLANTED}"}}\n')


def plant_in_broker(stack: Stack, _till: Till) -> None:
    with stack.broker.connect() as client:
        client.hset("planted", "body", PLANTED_IN_BASE64)


def plant_in_table(stack: Stack, till: Till) -> None:
    statement = "UPDATE interfaces_branch SET street = %s WHERE id = %s"
    stack.database.change(statement, PLANTED, till.place.branch_id)


class TestFindLeaks:
    @pytest.mark.parametrize(
        ("plant", "place"),
        [
            (plant_in_log, "log planted.log"),
            (plant_in_broker, "broker planted"),
            (plant_in_table, "table interfaces_branch"),
        ],
    )
    def test_finds_what_was_planted(
        self, stack: Stack, till: Till, plant: Callable[[Stack, Till], None], place: str
    ) -> None:
        plant(stack, till)

        assert Leak("planted", place) in find_leaks(stack, {"planted": PLANTED}, {})

    def test_finds_it_in_an_answer(self, stack: Stack, till: Till) -> None:
        receipt = {**till.write_receipt(), "receipt_number": PLANTED}
        till.post(receipt)

        found = find_leaks(stack, {"planted": PLANTED}, {})

        assert any(leak.place.startswith("answer") for leak in found)

    @pytest.mark.parametrize(
        "text",
        [
            "Kanari&amp;envogel&lt;7&gt;-0815",
            "Kanari%26envogel%3C7%3E-0815",
            "QmFzaWM6IGRlbW86S2FuYXJpJmVudm9nZWw8Nz4tMDgxNQ==",
            "ZGVtbzpLYW5hcmkmZW52b2dlbDw3Pi0wODE1",
            "4b616e61726926656e766f67656c3c373e2d30383135",
        ],
    )
    def test_finds_it_however_it_is_written(self, stack: Stack, text: str) -> None:
        leaks = find_leaks(stack, {"password": PASSWORD}, {"planted": f"... {text} ..."})

        assert leaks == [Leak("password", "planted")]
