"""Article groups from a file, and as one, in the back office."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from interfaces.choices import DeedKind, DeedOutcome, Role
from interfaces.models import Chain, Deed, Responsibility
from tests.admin.people import make_person, open_client
from tests.admin.rows import CONTENT_SECURITY_POLICY, get_url, read_policy
from tests.factories import ArticleGroupFactory, BranchFactory, ChainFactory, make_user
from transactions.models import ArticleGroup

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HEADER = "Anzeigewert;Kürzel\r\n"
GOOD = f"{HEADER}Rayban;RAYBAN\r\nSilhouette;SILH\r\n"
LIST = get_url(ArticleGroup, "changelist")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style")


@pytest.fixture
def chain() -> Chain:
    return ChainFactory.create(name="Optik Sehstern")


@pytest.fixture
def browser(chain: Chain) -> Client:
    """That of Eva, an administrator of that chain."""
    return open_client(make_person("eva", chain, role=Role.ADMINISTRATOR))


@pytest.fixture
def auditor(chain: Chain) -> Client:
    """Somebody who reads everything of that chain."""
    return open_client(make_person("rita", chain, role=Role.AUDITOR))


def get_address(page: str) -> str:
    return reverse(f"admin:transactions_articlegroup_{page}")


def upload(client: Client, chain: Chain, text: str | bytes, name: str = "liste.csv") -> Any:
    """The answer to "Vorschau"."""
    content = text.encode("utf-8-sig") if isinstance(text, str) else text
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(get_address("import"), {"chain": chain.pk, "file": file, "show": "1"})


def confirm(client: Client, preview: str) -> Any:
    """The answer to "Jetzt importieren"."""
    form = {"preview": preview, "confirm": "1"}
    return client.post(get_address("import"), form, follow=True)


def read_text(response: Any) -> str:
    """The page, its blanks made one."""
    return " ".join(response.content.decode().split())


def list_codes() -> list[str]:
    return list(ArticleGroup.objects.order_by("code").values_list("code", flat=True))


def make_auditor(username: str) -> None:
    """From now on."""
    user = User.objects.get(username=username)
    user.groups.set(Group.objects.filter(name=Role.AUDITOR))


def move(username: str, chain: Chain) -> None:
    """The person works for another chain from now on."""
    Responsibility.objects.filter(user__username=username).update(chain=chain)


class TestImport:
    def test_shows_first_and_stores_then(self, browser: Client, chain: Chain) -> None:
        shown = upload(browser, chain, GOOD)
        before = list_codes()
        response = confirm(browser, shown.context["preview"])

        text = read_text(shown)
        assert "2 Artikelgruppen werden für Optik Sehstern angelegt." in text
        assert "Jetzt importieren (2)" in text
        assert before == []
        assert list_codes() == ["RAYBAN", "SILH"]
        assert "2 Artikelgruppen importiert." in read_text(response)
        assert response.redirect_chain == [(LIST, HTTPStatus.FOUND)]

    def test_is_on_record_with_who_and_from_where(self, browser: Client, chain: Chain) -> None:
        confirm(browser, upload(browser, chain, GOOD).context["preview"])

        deed = Deed.objects.get(kind=DeedKind.IMPORT)
        assert (deed.username, deed.remote_address) == ("eva", "127.0.0.1")
        assert (deed.outcome, deed.chain_key) == (DeedOutcome.DONE, chain.pk)

    def test_tells_what_is_there_already(self, browser: Client, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)

        shown = upload(browser, chain, f"{HEADER}Rayban;RAYBAN\r\n")

        text = read_text(shown)
        assert "1 ist schon da und bleibt, wie sie ist." in text
        assert 'name="confirm"' not in text

    def test_names_every_problem_and_stores_nothing(self, browser: Client, chain: Chain) -> None:
        bad = f"{HEADER};A\r\nGut;GUT\r\nZweimal;GUT\r\n{'x' * 31};B\r\nRay\x00ban;C\r\n"

        response = upload(browser, chain, bad)

        problems = response.context["problems"]
        assert [(row.line, row.column) for row in problems] == [
            (2, "Anzeigewert"),
            (4, "Kürzel"),
            (5, "Anzeigewert"),
            (6, "Anzeigewert"),
        ]
        assert problems[0].sentence in read_text(response)
        assert 'name="confirm"' not in read_text(response)
        assert list_codes() == []

    def test_shows_hostile_text_as_text(self, browser: Client, chain: Chain) -> None:
        hostile = "<img src=x>"

        shown = upload(browser, chain, f"{HEADER}{hostile};A\r\n")

        assert hostile not in shown.content.decode()
        assert "&lt;img src=x&gt;" in shown.content.decode()

    @pytest.mark.parametrize("page", ["empty", "problems", "preview"])
    def test_has_nothing_inline(self, browser: Client, chain: Chain, page: str) -> None:
        files = {"empty": b"", "problems": b"x", "preview": GOOD.encode()}

        response = upload(browser, chain, files[page])

        assert INLINE.findall(response.content.decode()) == []
        assert read_policy(response) == CONTENT_SECURITY_POLICY

    def test_shows_the_first_hundred_of_many(self, browser: Client, chain: Chain) -> None:
        rows = "".join(f"Gruppe;A{number:03}\r\n" for number in range(101))

        shown = upload(browser, chain, HEADER + rows)

        text = read_text(shown)
        assert ("A099" in text, "A100" in text) == (True, False)
        assert "Gezeigt sind die ersten 100." in text


class TestFileThatIsNone:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Die Datei ist leer."),
            (b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1), "Die Datei ist zu groß."),
        ],
        ids=["empty", "too large"],
    )
    def test_is_refused_by_the_form(
        self, browser: Client, chain: Chain, content: bytes, sentence: str
    ) -> None:
        response = upload(browser, chain, content)

        assert response.status_code == HTTPStatus.OK
        assert response.context["form"].errors["file"][0].startswith(sentence)
        assert sentence in read_text(response)

    def test_may_be_as_large_as_is_allowed(self, browser: Client, chain: Chain) -> None:
        filled = HEADER.encode().ljust(settings.FILE_UPLOAD_MAX_MEMORY_SIZE, b"\n")

        assert upload(browser, chain, filled).context["plan"].problems == []

    def test_is_asked_for(self, browser: Client, chain: Chain) -> None:
        response = browser.post(get_address("import"), {"chain": chain.pk})

        assert dict(response.context["form"].errors) == {"file": ["Bitte wählen Sie eine Datei."]}

    @pytest.mark.parametrize(
        "content",
        [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x14\x00", b"\xff\xfe\x00\x00", b"\x00" * 99],
        ids=["picture", "workbook", "UTF-32", "NUL"],
    )
    def test_is_told_to_be_no_list(self, browser: Client, chain: Chain, content: bytes) -> None:
        response = upload(browser, chain, content, name="liste.xlsx")

        assert response.status_code == HTTPStatus.OK
        assert {row.line for row in response.context["problems"]} == {1}


class TestPreview:
    @pytest.mark.parametrize("preview", ["", "x", "a:b:c"])
    def test_is_needed(self, browser: Client, preview: str) -> None:
        response = confirm(browser, preview)

        assert "Die Vorschau gilt nicht mehr." in read_text(response)
        assert list_codes() == []

    def test_is_for_whoever_saw_it(self, browser: Client, chain: Chain) -> None:
        colleague = open_client(make_person("udo", chain, role=Role.ADMINISTRATOR))

        response = confirm(colleague, upload(browser, chain, GOOD).context["preview"])

        assert "Die Vorschau gilt nicht mehr." in read_text(response)
        assert list_codes() == []

    @pytest.mark.parametrize(("minutes", "codes"), [(59, ["RAYBAN", "SILH"]), (61, [])])
    def test_holds_an_hour(self, chain: Chain, minutes: int, codes: list[str]) -> None:
        eva = make_person("eva", chain, role=Role.ADMINISTRATOR)
        with time_machine.travel(NOW, tick=False):
            preview = upload(open_client(eva), chain, GOOD).context["preview"]

        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            response = confirm(open_client(eva), preview)

        assert ("Die Vorschau gilt nicht mehr." in read_text(response)) == (not codes)
        assert list_codes() == codes

    def test_is_no_promise(self, browser: Client, chain: Chain) -> None:
        preview = upload(browser, chain, GOOD).context["preview"]
        ArticleGroupFactory.create(chain=chain, display_value="Ray-Ban")

        response = confirm(browser, preview)

        assert "Es wurde nichts importiert" in read_text(response)
        assert [(row.line, row.column) for row in response.context["problems"]] == [(2, "Kürzel")]
        assert list_codes() == ["RAYBAN"]
        assert Deed.objects.get(kind=DeedKind.IMPORT).outcome == DeedOutcome.NOTHING_STORED


class TestReach:
    def test_leaves_out_foreign_chains(self, browser: Client, chain: Chain) -> None:
        foreign = ChainFactory.create()

        page = browser.get(get_address("import")).content.decode()
        response = upload(browser, foreign, GOOD)

        assert (str(chain.pk) in page, str(foreign.pk) in page) == (True, False)
        assert list(response.context["form"].errors) == ["chain"]

    def test_ends_with_the_right(self, browser: Client, chain: Chain) -> None:
        preview = upload(browser, chain, GOOD).context["preview"]
        make_auditor("eva")

        response = confirm(browser, preview)

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert list_codes() == []

    def test_does_not_follow_somebody_to_another_chain(self, browser: Client, chain: Chain) -> None:
        preview = upload(browser, chain, GOOD).context["preview"]
        move("eva", ChainFactory.create())

        response = confirm(browser, preview)

        assert "Die Vorschau gilt nicht mehr." in read_text(response)
        assert list_codes() == []

    def test_lets_the_auditor_export_only(self, auditor: Client, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)

        page = auditor.get(LIST).content.decode()

        assert (get_address("export") in page, get_address("import") in page) == (True, False)
        assert upload(auditor, chain, GOOD).status_code == HTTPStatus.FORBIDDEN
        assert auditor.post(get_address("export")).status_code == HTTPStatus.OK

    @pytest.mark.parametrize("page", ["import", "export"])
    def test_ends_before_the_branch_manager(self, chain: Chain, page: str) -> None:
        client = Client()
        client.force_login(make_user(Role.BRANCH_MANAGER, BranchFactory.create(chain=chain)))

        assert client.post(get_address(page)).status_code == HTTPStatus.FORBIDDEN

    def test_lets_the_operator_choose(self, back_office: Client, chain: Chain) -> None:
        shown = upload(back_office, chain, GOOD)

        confirm(back_office, shown.context["preview"])

        assert ArticleGroup.objects.filter(chain=chain).count() == 2


class TestExport:
    def test_is_a_file_for_excel(self, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)
        rita = make_person("rita", chain, role=Role.AUDITOR)

        with time_machine.travel(NOW, tick=False):
            response = open_client(rita).post(get_address("export"))

        name = "artikelgruppen-2026-11-26.csv"
        assert response.content.decode() == (
            '\ufeff"Anzeigewert";"Kürzel"\r\n"Rayban";"RAYBAN"\r\n'
        )
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert Deed.objects.get(kind=DeedKind.EXPORT).username == "rita"

    def test_holds_what_the_list_shows(self, auditor: Client, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)
        ArticleGroupFactory.create(chain=chain, display_value="Silhouette", code="SILH")
        ArticleGroupFactory.create(display_value="Silhouette fremd", code="FREMD")

        response = auditor.post(f"{get_address('export')}?q=Silh")

        assert response.content.decode().splitlines()[1:] == ['"Silhouette";"SILH"']

    def test_keeps_search_and_filters_of_the_list(self, auditor: Client, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)

        page = auditor.get(f"{LIST}?q=ray").content.decode()

        assert f'action="{get_address("export")}?q=ray"' in page

    def test_is_one_chain_s(self, back_office: Client, chain: Chain) -> None:
        ArticleGroupFactory.create(chain=chain)
        ArticleGroupFactory.create(display_value="Anderswo")

        refused = back_office.post(get_address("export"), follow=True)
        filtered = back_office.post(f"{get_address('export')}?chain__id__exact={chain.pk}")

        assert "Bitte filtern Sie zuerst nach einer." in read_text(refused)
        assert Deed.objects.filter(kind=DeedKind.EXPORT).count() == 1
        assert "Rayban" in filtered.content.decode()

    def test_answers_a_senseless_filter_like_the_list(self, back_office: Client) -> None:
        ChainFactory.create_batch(2)

        response = back_office.post(f"{get_address('export')}?chain__id__exact=x")

        assert response["Location"] == f"{LIST}?e=1"
