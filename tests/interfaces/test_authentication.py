"""From a bearer token to its workstation."""

from datetime import UTC, datetime, timedelta

import pytest

from interfaces.authentication import authenticate_workstation
from interfaces.models import Workstation, WorkstationToken
from interfaces.services import digest_token, revoke_tokens
from tests.factories import WorkstationTokenFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE, ELSEWHERE = "192.0.2.7", "2001:db8::7"
TOKEN = "pbw_of-the-till"


def authenticate(
    token: str = TOKEN, *, remote_address: str = HERE, after: timedelta = timedelta()
) -> Workstation | None:
    return authenticate_workstation(token=token, remote_address=remote_address, now=NOW + after)


@pytest.fixture
def row() -> WorkstationToken:
    return WorkstationTokenFactory.create(token=TOKEN)


class TestAuthenticateWorkstation:
    def test_finds_the_workstation(self, row: WorkstationToken) -> None:
        WorkstationTokenFactory.create()

        assert authenticate() == row.workstation

    @pytest.mark.parametrize("token", ["", "pbw_", TOKEN.upper(), TOKEN + " ", "ä", "x" * 5000])
    @pytest.mark.usefixtures("row")
    def test_finds_nothing_for(self, token: str) -> None:
        assert authenticate(token) is None

    def test_finds_nothing_for_the_stored_digest(self, row: WorkstationToken) -> None:
        assert authenticate(row.digest) is None
        assert row.digest == digest_token(TOKEN)

    def test_ends_at_once_when_revoked(self, row: WorkstationToken) -> None:
        assert authenticate() is not None

        revoke_tokens(workstation=row.workstation, now=NOW)

        assert authenticate() is None

    def test_keeps_the_note_of_the_last_use_when_revoked(self, row: WorkstationToken) -> None:
        revoke_tokens(workstation=row.workstation, now=NOW)

        authenticate()

        row.refresh_from_db()
        assert row.last_used_at is None

    def test_notes_when_and_from_where(self, row: WorkstationToken) -> None:
        authenticate(remote_address=ELSEWHERE)

        row.refresh_from_db()
        assert (row.last_used_at, row.last_used_from) == (NOW, ELSEWHERE)

    @pytest.mark.parametrize(
        ("seconds", "noted"), [(1, 0), (60, 0), (61, 61)], ids=["soon", "a minute", "later"]
    )
    def test_notes_it_again_after_a_minute(
        self, row: WorkstationToken, seconds: int, noted: int
    ) -> None:
        authenticate()

        authenticate(after=timedelta(seconds=seconds))

        row.refresh_from_db()
        assert row.last_used_at == NOW + timedelta(seconds=noted)

    @pytest.mark.parametrize(
        ("sent", "noted"),
        [
            ("OptikKassa/4.2.1", "OptikKassa/4.2.1"),
            ("  Kassa\t4\x00 \x1b[31m\u202e‹ü›\r\n", "Kassa4 [31m"),
            ("x" * 61, "x" * 60),
            ("", ""),
            ("ü", ""),
        ],
    )
    def test_notes_of_the_software_what_can_be_shown(
        self, row: WorkstationToken, sent: str, noted: str
    ) -> None:
        authenticate_workstation(token=TOKEN, remote_address=HERE, now=NOW, client_version=sent)

        row.refresh_from_db()
        assert row.client_version == noted

    def test_notes_only_its_own_token(self, row: WorkstationToken) -> None:
        other = WorkstationTokenFactory.create(workstation=row.workstation)

        authenticate()

        other.refresh_from_db()
        assert other.last_used_at is None
