"""Whatever is done with a stored password, nothing that is written or told has it in the clear."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Chain, Interface
from tests.admin.people import OWN_PASSWORD, make_person, open_client
from tests.admin.revealing import WRONG, list_outcomes, reveal
from tests.admin.rows import get_url
from tests.factories import WorkstationFactory
from tests.faults.canary import spell
from tests.interfaces.payback.authority import Authority
from tests.password.catcher import Catcher, catching
from tests.password.scene import Scene, ask_for_connection_test, send, set_scene, try_connection
from tests.transactions.till import build_body, join_till

pytestmark = pytest.mark.django_db
TYPED = "Nachtigall<2026>&Gänse"


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    with catching(Authority()) as caught:
        yield caught


@pytest.fixture
def scene(catcher: Catcher) -> Scene:
    """An interface whose password has just been typed into the form."""
    scene = set_scene(catcher)
    Chain.objects.update(may_reveal_passwords=True)
    scene.post_form(new_password=TYPED)
    return scene


@pytest.fixture
def eva(scene: Scene) -> Client:
    """An administrator of the chain."""
    return open_client(make_person("eva", scene.row.chain, role=Role.ADMINISTRATOR))


def use_in_every_way(scene: Scene, eva: Client) -> None:
    """Sends, fails to send, tests, reveals, fails to reveal, loses the address."""
    send(scene.reload())
    scene.catcher.redirect = "302 Found"
    send(scene.reload())
    try_connection(ask_for_connection_test(scene.reload()))
    reveal(eva, scene.row.pk)
    reveal(eva, scene.row.pk, WRONG)
    Interface.objects.update(host="https://elsewhere.example")
    reveal(eva, scene.row.pk)
    send(scene.reload())


def find_traces(text: str, *secrets: str) -> list[str]:
    """Those of the secrets that stand in the text, however they are written."""
    return [secret for secret in secrets if any(word in text for word in spell(secret))]


def read_tables() -> str:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        texts = [f'SELECT string_agg(t::text, chr(10)) FROM "{name}" t' for name in names]
        cursor.execute(" UNION ALL ".join(texts))
        return "\n".join(row[0] or "" for row in cursor.fetchall())


class TestUsedPassword:
    def test_was_used(self, scene: Scene, eva: Client) -> None:
        use_in_every_way(scene, eva)

        assert len(scene.catcher.find(TYPED)) == 1
        assert list_outcomes() == ["done", "wrong_password", "unreadable"]

    def test_is_in_no_table(self, scene: Scene, eva: Client) -> None:
        use_in_every_way(scene, eva)

        content = read_tables()

        assert "DEMOOPTIK" in content
        assert find_traces(content, TYPED, OWN_PASSWORD, WRONG) == []

    def test_is_in_no_log_line(
        self, scene: Scene, eva: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level("DEBUG"):
            scene.post_form(new_password=TYPED)
            use_in_every_way(scene, eva)

        assert "delivery_carried" in caplog.text
        assert find_traces(caplog.text, TYPED, OWN_PASSWORD, WRONG) == []

    def test_is_in_no_answer_of_the_api(self, scene: Scene) -> None:
        till = join_till(WorkstationFactory.create(branch__chain=scene.row.chain), scene.row)

        answers = [
            till.get("/api/v1/interface"),
            till.get("/api/v1/openapi.json"),
            till.collect(build_body()),
            till.collect({"password": ""}),
        ]

        assert [row.status_code for row in answers[:2]] == [HTTPStatus.OK] * 2
        text = "".join(f"{row.headers}{row.content.decode()}" for row in answers)
        assert "DEMOOPTIK" in text
        assert find_traces(text, TYPED) == []

    @pytest.mark.parametrize("page", ["changelist", "change", "history", "delete"])
    def test_is_on_no_page_of_who_may_see_it(self, scene: Scene, eva: Client, page: str) -> None:
        use_in_every_way(scene, eva)
        arguments = [] if page == "changelist" else [scene.row.pk]
        address = get_url(Interface, page, *arguments)

        content = eva.get(address, follow=True).content.decode()

        assert "DEMOOPTIK" in content
        assert find_traces(content, TYPED) == []
