"""From a one-time code to a token."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import serializers

from interfaces.models import EnrolmentCode, EnrolmentFailure, Workstation, WorkstationToken
from interfaces.services import (
    CODE_ALPHABET,
    EnrolmentLocked,
    EnrolmentRefused,
    NewToken,
    OtherComputer,
    create_enrolment_code,
    enrol_workstation,
    revoke_tokens,
)
from tests.factories import WorkstationFactory, WorkstationTokenFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"
WRONG = "AAAA-AAAA-AAAA"


@pytest.fixture
def workstation() -> Workstation:
    return WorkstationFactory.create(computer_name="KASSA-1")


@pytest.fixture
def code(workstation: Workstation) -> str:
    return create_enrolment_code(workstation=workstation, created_by=None, now=NOW).code


def enrol(
    code: str,
    *,
    computer_name: str = "KASSA-1",
    remote_address: str = HERE,
    after: timedelta = timedelta(),
) -> NewToken:
    return enrol_workstation(
        code=code, computer_name=computer_name, remote_address=remote_address, now=NOW + after
    )


def fail(times: int, *, remote_address: str = HERE, after: timedelta = timedelta()) -> None:
    """So many wrong codes, one second apart."""
    for number in range(times):
        with pytest.raises(EnrolmentRefused):
            enrol(WRONG, remote_address=remote_address, after=after + timedelta(seconds=number))


def dump_all() -> str:
    """Every text of the three tables."""
    rows = [*EnrolmentCode.objects.all(), *EnrolmentFailure.objects.all()]
    return str(serializers.serialize("json", [*rows, *WorkstationToken.objects.all()]))


class TestCreateEnrolmentCode:
    def test_makes_twelve_clear_characters_in_three_groups(self, code: str) -> None:
        groups = code.split("-")

        assert [len(group) for group in groups] == [4, 4, 4]
        assert set("".join(groups)) <= set(CODE_ALPHABET)
        assert not set(CODE_ALPHABET) & set("01ILOU")

    def test_makes_another_one_every_time(self, workstation: Workstation, code: str) -> None:
        second = create_enrolment_code(workstation=workstation, created_by=None, now=NOW)

        assert second.code != code

    def test_notes_who_made_it_and_until_when_it_is_good(self, workstation: Workstation) -> None:
        user = User.objects.create(username="leitung")

        new = create_enrolment_code(workstation=workstation, created_by=user, now=NOW)

        row = EnrolmentCode.objects.get()
        assert (row.created_by, row.created_at, row.used_at) == (user, NOW, None)
        assert row.expires_at == new.expires_at == NOW + timedelta(minutes=60)

    def test_ends_the_earlier_code_of_the_workstation(
        self, workstation: Workstation, code: str
    ) -> None:
        create_enrolment_code(workstation=workstation, created_by=None, now=NOW)

        with pytest.raises(EnrolmentRefused):
            enrol(code)

    def test_leaves_the_code_of_another_workstation(self, code: str) -> None:
        create_enrolment_code(workstation=WorkstationFactory.create(), created_by=None, now=NOW)

        assert enrol(code).token

    def test_stores_only_a_digest(self, code: str) -> None:
        stored = dump_all()

        assert code not in stored
        assert code.replace("-", "") not in stored


class TestEnrolWorkstation:
    def test_gives_a_token_for_the_code(self, workstation: Workstation, code: str) -> None:
        new = enrol(code)

        row = WorkstationToken.objects.get()
        assert new.workstation == row.workstation == workstation
        assert new.token.startswith("pbw_")
        assert row.digest == hashlib.sha256(new.token.encode()).hexdigest()
        assert row.created_at == NOW

    def test_stores_only_a_digest_of_the_token(self, code: str) -> None:
        token = enrol(code).token

        assert token not in dump_all()
        assert token.removeprefix("pbw_") not in dump_all()

    def test_refuses_the_code_the_second_time(self, code: str) -> None:
        enrol(code)

        with pytest.raises(EnrolmentRefused):
            enrol(code)

        assert WorkstationToken.objects.count() == 1
        assert EnrolmentFailure.objects.count() == 1

    @pytest.mark.parametrize(
        ("after", "is_good"),
        [(timedelta(minutes=59, seconds=59), True), (timedelta(minutes=60), False)],
    )
    def test_accepts_the_code_for_an_hour(self, code: str, after: timedelta, is_good: bool) -> None:  # noqa: FBT001  (pytest passes it)
        assert try_to_enrol(lambda: enrol(code, after=after)) is is_good
        assert EnrolmentFailure.objects.exists() is not is_good

    @pytest.mark.parametrize("wrong", [WRONG, "", " ", "x", "0" * 64, "ÄÖÜß-😀"])
    @pytest.mark.usefixtures("code")
    def test_refuses_and_counts_a_wrong_code(self, wrong: str) -> None:
        with pytest.raises(EnrolmentRefused):
            enrol(wrong)

        failure = EnrolmentFailure.objects.get()
        assert (failure.remote_address, failure.failed_at) == (HERE, NOW)

    @pytest.mark.parametrize(
        "spell",
        [
            str.lower,
            lambda code: code.replace("-", ""),
            lambda code: code.replace("-", " "),
            lambda code: f"  {code}\n",
            lambda code: "-".join(code.replace("-", "").lower()),
        ],
        ids=["lower case", "no dashes", "blanks", "blanks around", "dashes everywhere"],
    )
    def test_accepts_the_code_however_it_is_typed(
        self, code: str, spell: Callable[[str], str]
    ) -> None:
        assert enrol(spell(code)).token

    def test_refuses_another_computer_and_keeps_the_code(self, code: str) -> None:
        with pytest.raises(OtherComputer):
            enrol(code, computer_name="KASSA-2")

        assert EnrolmentFailure.objects.count() == 0
        assert enrol(code).token

    def test_does_not_mind_the_letter_case_of_the_computer(self, code: str) -> None:
        assert enrol(code, computer_name="Kassa-1").token

    @pytest.mark.usefixtures("code")
    def test_does_not_say_of_a_wrong_code_that_the_computer_is_wrong(self) -> None:
        with pytest.raises(EnrolmentRefused):
            enrol(WRONG, computer_name="KASSA-2")

    def test_leaves_earlier_tokens_valid(self, workstation: Workstation, code: str) -> None:
        WorkstationTokenFactory.create(workstation=workstation)

        enrol(code)

        assert WorkstationToken.objects.filter(revoked_at=None).count() == 2


class TestLockOut:
    def test_begins_with_the_fifth_wrong_code_and_refuses_the_right_one(self, code: str) -> None:
        fail(5)

        with pytest.raises(EnrolmentLocked) as caught:
            enrol(code, after=timedelta(minutes=1))

        assert caught.value.until == NOW + timedelta(minutes=15)

    def test_does_not_begin_with_the_fourth(self, code: str) -> None:
        fail(4)

        assert enrol(code, after=timedelta(minutes=1)).token

    def test_ends_when_the_first_of_the_five_is_a_quarter_of_an_hour_ago(self, code: str) -> None:
        fail(5)

        with pytest.raises(EnrolmentLocked):
            enrol(code, after=timedelta(minutes=14, seconds=59))
        assert enrol(code, after=timedelta(minutes=15)).token

    def test_counts_only_the_last_quarter_of_an_hour(self, code: str) -> None:
        fail(4)
        fail(1, after=timedelta(minutes=16))

        assert enrol(code, after=timedelta(minutes=17)).token

    def test_is_of_one_address(self, code: str) -> None:
        fail(5, remote_address=ELSEWHERE)

        assert enrol(code).token

    def test_does_not_grow_by_trying_on(self) -> None:
        fail(5)

        with pytest.raises(EnrolmentLocked):
            enrol(WRONG, after=timedelta(minutes=1))

        assert EnrolmentFailure.objects.count() == 5

    def test_stays_when_the_failures_come_after_success(self, code: str) -> None:
        enrol(code)
        fail(5)

        with pytest.raises(EnrolmentLocked):
            enrol(WRONG, after=timedelta(seconds=30))


class TestRevokeTokens:
    def test_ends_every_token_of_the_workstation_and_no_other(
        self, workstation: Workstation
    ) -> None:
        WorkstationTokenFactory.create_batch(2, workstation=workstation)
        other = WorkstationTokenFactory.create()

        ended = revoke_tokens(workstation=workstation, now=NOW)

        assert ended == 2
        assert list(WorkstationToken.objects.filter(revoked_at=None)) == [other]

    def test_keeps_the_first_moment(self, workstation: Workstation) -> None:
        row = WorkstationTokenFactory.create(workstation=workstation, revoked_at=NOW)

        ended = revoke_tokens(workstation=workstation, now=NOW + timedelta(days=1))

        row.refresh_from_db()
        assert (ended, row.revoked_at) == (0, NOW)


def try_to_enrol(attempt: Callable[[], NewToken]) -> bool:
    """Whether it was let in."""
    try:
        return bool(attempt().token)
    except EnrolmentRefused:
        return False
