"""A connection test books nothing, however often it is made."""

from concurrent.futures import ThreadPoolExecutor

from interfaces.outbound import read_endpoint, read_profile
from interfaces.payback.credentials import Credentials
from interfaces.payback.probe import run_probe
from interfaces.payback.stages import Stage, StageEnd, StageState
from tests.simulator_process import PARTNER, PASSWORD, USERNAME, SimulatorProcess

TESTS = 1000
CARD = "9040193103187692"


def probe(url: str) -> StageEnd:
    """The last stage of one test."""
    ends = run_probe(
        endpoint=read_endpoint(url, profile_name="simulator"),
        credentials=Credentials(USERNAME, PASSWORD),
        partner=PARTNER,
        profile=read_profile("simulator"),
        report=lambda _end: None,
    )
    return ends[-1]


class TestAThousandTests:
    def test_leave_ledger_and_balances_as_they_were(self, simulator: SimulatorProcess) -> None:
        before = simulator.ledger(), simulator.balance(CARD)

        with ThreadPoolExecutor(8) as pool:
            ends = list(pool.map(probe, [simulator.url] * TESTS))

        calls = simulator.calls()
        assert {(end.stage, end.state) for end in ends} == {(Stage.PARTNER, StageState.PASSED)}
        assert (simulator.ledger(), simulator.balance(CARD)) == before
        assert len(calls) == TESTS
        assert {(call["operation"], call["detail"]) for call in calls} == {
            ("GetAliasDashboard", "LMS_00003")
        }
