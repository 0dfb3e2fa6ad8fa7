"""The connection test, stage by stage. It asks for the balance of a card that cannot exist."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from stdnum import luhn

from interfaces.payback.client import PaybackClient
from interfaces.payback.connection import Phase
from interfaces.payback.credentials import Credentials
from interfaces.payback.diagnosis import STAGE_OF_PHASE, judge_error
from interfaces.payback.endpoint import Endpoint
from interfaces.payback.errors import PaybackError
from interfaces.payback.messages import BalanceQuery, Party
from interfaces.payback.profile import WireProfile
from interfaces.payback.stages import Stage, StageEnd, StageState


def run_probe(
    *,
    endpoint: Endpoint,
    credentials: Credentials,
    partner: str,
    profile: WireProfile,
    report: Callable[[StageEnd], None],
) -> tuple[StageEnd, ...]:
    """Try every stage until one fails; ``report`` hears of each as it ends.

    Nothing is ever booked. The connection is opened for this and closed again. Takes at most the
    profile's total timeout, and then a moment.
    """
    steps = _Steps(report, is_secured=endpoint.scheme == "https")
    optional_elements = profile.optional_elements | {"ConsumerIdentification/Partner"}
    client = PaybackClient(
        endpoint=endpoint,
        credentials=credentials,
        profile=replace(profile, optional_elements=optional_elements),
        watch=steps.enter,
    )
    query = BalanceQuery(card=build_impossible_card(profile), party=Party(partner))
    try:
        client.get_balance(query)
    except PaybackError as error:
        verdict = judge_error(error, profile)
    else:
        verdict = None
    return steps.finish(verdict)


def build_impossible_card(profile: WireProfile) -> str:
    """A number of the right length whose check digit is wrong: nobody will ever have it."""
    body = profile.issuer_prefix + "0" * 9
    return body + str((int(luhn.calc_check_digit(body)) + 1) % 10)


class _Steps:
    """Turns the phases of the call into stages with their times."""

    def __init__(self, report: Callable[[StageEnd], None], *, is_secured: bool) -> None:
        self._report = report
        self._is_secured = is_secured
        self._ends: list[StageEnd] = []
        self._stage: Stage | None = None
        self._began_at = monotonic()

    def enter(self, phase: Phase) -> None:
        stage = STAGE_OF_PHASE[phase]
        if stage is self._stage:
            return
        self._pass_current()
        self._stage, self._began_at = stage, monotonic()

    def finish(self, failed: StageEnd | None) -> tuple[StageEnd, ...]:
        """Ends with this failure, or with everything passed."""
        if failed is not None and failed.stage is self._stage:
            self._note(replace(failed, duration_ms=self._measure()))
            return tuple(self._ends)
        self._pass_current()
        if failed is None or (failed.stage is Stage.PARTNER and self._stage is not None):
            self._note(StageEnd(Stage.CREDENTIALS, StageState.PASSED))
        self._note(failed or StageEnd(Stage.PARTNER, StageState.PASSED))
        return tuple(self._ends)

    def _pass_current(self) -> None:
        if self._stage is None:
            return
        is_absent = self._stage is Stage.TLS and not self._is_secured
        state = StageState.SKIPPED if is_absent else StageState.PASSED
        self._note(StageEnd(self._stage, state, 0 if is_absent else self._measure()))

    def _measure(self) -> int:
        return round((monotonic() - self._began_at) * 1000)

    def _note(self, end: StageEnd) -> None:
        self._ends.append(end)
        self._report(end)
