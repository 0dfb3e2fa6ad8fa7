"""Rolling: a new token in, the older ones out after an overlap; and the record of it all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from interfaces.authentication import authenticate_workstation
from interfaces.choices import DeedKind, DeedOutcome
from interfaces.deeds import Actor
from interfaces.models import Deed, Workstation, WorkstationToken
from interfaces.services import (
    EnrolmentRefused,
    NewToken,
    OtherComputer,
    create_enrolment_code,
    enrol_workstation,
    revoke_token,
    revoke_tokens,
)
from tests.factories import WorkstationFactory, WorkstationTokenFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY, MOMENT = timedelta(hours=24), timedelta(microseconds=1)
HERE, OLD = "192.0.2.7", "pbw_old"
LEADER = Actor(user_key=7, username="leitung", remote_address="192.0.2.1", request_id="r-1")


@pytest.fixture
def workstation() -> Workstation:
    return WorkstationFactory.create(computer_name="KASSA-1")


@pytest.fixture
def old(workstation: Workstation) -> WorkstationToken:
    return WorkstationTokenFactory.create(workstation=workstation, token=OLD)


def roll(workstation: Workstation, *, at: datetime = NOW) -> str:
    """A code that ends the older tokens."""
    return create_enrolment_code(
        workstation=workstation, created_by=None, now=at, ends_older_tokens=True, actor=LEADER
    ).code


def enrol(code: str, *, at: datetime = NOW, computer_name: str = "KASSA-1") -> NewToken:
    return enrol_workstation(code=code, computer_name=computer_name, remote_address=HERE, now=at)


def lets_in(token: str, at: datetime) -> bool:
    """Whether a till with `token` is let in."""
    return authenticate_workstation(token=token, remote_address=HERE, now=at) is not None


def list_deeds() -> list[tuple[str, str, str]]:
    """What, how it ended, and by whom; the oldest first."""
    return list(Deed.objects.order_by("id").values_list("kind", "outcome", "username"))


@pytest.mark.usefixtures("old")
class TestRolling:
    def test_leaves_the_old_token_alone_until_the_code_is_used(
        self, workstation: Workstation
    ) -> None:
        roll(workstation)

        assert lets_in(OLD, NOW + 30 * DAY)

    def test_lets_both_in_for_the_overlap_and_then_the_new_one_only(
        self, workstation: Workstation
    ) -> None:
        new = enrol(roll(workstation)).token

        before, after = NOW + DAY - MOMENT, NOW + DAY
        assert [lets_in(OLD, before), lets_in(new, before)] == [True, True]
        assert [lets_in(OLD, after), lets_in(new, after)] == [False, True]

    def test_counts_the_overlap_from_the_use_of_the_code(self, workstation: Workstation) -> None:
        enrol(roll(workstation), at=NOW + timedelta(minutes=30))

        assert lets_in(OLD, NOW + DAY + timedelta(minutes=29))
        assert not lets_in(OLD, NOW + DAY + timedelta(minutes=30))

    def test_takes_the_overlap_from_the_settings(
        self, settings: Settings, workstation: Workstation
    ) -> None:
        settings.TOKEN_OVERLAP_HOURS = 2

        enrol(roll(workstation))

        assert not lets_in(OLD, NOW + timedelta(hours=2))

    def test_does_not_lengthen_what_ends_already(self, workstation: Workstation) -> None:
        enrol(roll(workstation))
        enrol(roll(workstation, at=NOW + DAY / 2), at=NOW + DAY / 2)

        assert not lets_in(OLD, NOW + DAY)

    def test_does_not_bring_back_what_was_revoked(self, workstation: Workstation) -> None:
        revoke_tokens(workstation=workstation, now=NOW)

        enrol(roll(workstation))

        assert not lets_in(OLD, NOW)

    def test_ends_no_token_of_another_workstation(self) -> None:
        other = WorkstationFactory.create(computer_name="KASSA-2")

        enrol(roll(other), computer_name="KASSA-2")

        assert lets_in(OLD, NOW + 30 * DAY)

    def test_is_not_done_by_an_ordinary_code(self, workstation: Workstation) -> None:
        enrol(create_enrolment_code(workstation=workstation, created_by=None, now=NOW).code)

        assert lets_in(OLD, NOW + 30 * DAY)


class TestRevokeToken:
    def test_ends_one_and_leaves_the_other(
        self, workstation: Workstation, old: WorkstationToken
    ) -> None:
        WorkstationTokenFactory.create(workstation=workstation, token="pbw_other")

        is_ended = revoke_token(token=old, now=NOW, actor=LEADER)

        assert is_ended
        assert [lets_in(OLD, NOW), lets_in("pbw_other", NOW)] == [False, True]

    def test_is_done_and_noted_once(self, old: WorkstationToken) -> None:
        revoke_token(token=old, now=NOW, actor=LEADER)

        again = revoke_token(token=old, now=NOW + DAY, actor=LEADER)

        old.refresh_from_db()
        assert (again, old.revoked_at) == (False, NOW)
        assert list_deeds() == [(DeedKind.TOKEN_REVOKE, DeedOutcome.DONE, "leitung")]


class TestRevokeTokens:
    def test_ends_an_unused_code_too(self, workstation: Workstation) -> None:
        code = roll(workstation)

        revoke_tokens(workstation=workstation, now=NOW)

        with pytest.raises(EnrolmentRefused):
            enrol(code)


class TestRecordOfDeeds:
    def test_holds_code_roll_enrolment_and_revocation(self, workstation: Workstation) -> None:
        code = create_enrolment_code(
            workstation=workstation, created_by=None, now=NOW, actor=LEADER
        ).code
        enrol(code)
        enrol(roll(workstation))
        revoke_tokens(workstation=workstation, now=NOW, actor=LEADER)

        assert list_deeds() == [
            (DeedKind.ENROLMENT_CODE, DeedOutcome.DONE, "leitung"),
            (DeedKind.ENROLMENT, DeedOutcome.DONE, ""),
            (DeedKind.TOKEN_ROLL, DeedOutcome.DONE, "leitung"),
            (DeedKind.ENROLMENT, DeedOutcome.DONE, ""),
            (DeedKind.TOKEN_REVOKE, DeedOutcome.DONE, "leitung"),
        ]

    def test_holds_a_wrong_code_and_a_wrong_computer(self, workstation: Workstation) -> None:
        code = roll(workstation)
        with pytest.raises(EnrolmentRefused):
            enrol("AAAA-AAAA-AAAA")
        with pytest.raises(OtherComputer):
            enrol(code, computer_name="KASSA-9")

        wrong, other = Deed.objects.filter(kind=DeedKind.ENROLMENT).order_by("id")
        assert (wrong.outcome, wrong.workstation_key) == (DeedOutcome.DENIED, None)
        assert (other.outcome, other.workstation_key) == (DeedOutcome.FAILED, workstation.pk)
        assert {wrong.remote_address, other.remote_address} == {HERE}

    def test_holds_neither_code_nor_token(self, workstation: Workstation) -> None:
        code = roll(workstation)
        token = enrol(code).token

        texts = " ".join(str(row) for row in Deed.objects.values())
        assert code not in texts
        assert token not in texts

    def test_names_the_places(self, workstation: Workstation) -> None:
        user = User.objects.create(username="leitung")
        create_enrolment_code(workstation=workstation, created_by=user, now=NOW)

        deed = Deed.objects.get()
        assert (deed.workstation_key, deed.branch_key) == (workstation.pk, workstation.branch_id)
        assert deed.done_at == NOW
