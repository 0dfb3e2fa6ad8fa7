"""The page of a receipt template: saving, previewing, and earlier versions."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Branch
from tests.admin.people import open_client
from tests.admin.rows import get_url
from tests.factories import BranchFactory, ReceiptTemplateFactory, make_user
from transactions.admin.receipt_preview import write_ruler
from transactions.models import ReceiptTemplate
from transactions.receipts.samples import CARD, Sample
from transactions.receipts.templates import list_versions

pytestmark = pytest.mark.django_db
LIST = get_url(ReceiptTemplate, "changelist")


@pytest.fixture
def template() -> ReceiptTemplate:
    """A branch's own."""
    branch = BranchFactory.create(in_graz=True)
    row: ReceiptTemplate = ReceiptTemplateFactory.create(chain=branch.chain, branch=branch)
    return row


@pytest.fixture
def branch(template: ReceiptTemplate) -> Branch:
    assert template.branch is not None
    return template.branch


@pytest.fixture
def manager(branch: Branch) -> Client:
    return open_client(make_user(Role.BRANCH_MANAGER, branch))


@pytest.fixture
def auditor(branch: Branch) -> Client:
    return open_client(make_user(Role.AUDITOR, branch))


def save(client: Client, row: ReceiptTemplate, text: str, **changes: Any) -> Any:
    values = {
        "chain": row.chain_id,
        "branch": row.branch_id or "",
        "language": row.language,
        "width": row.width,
        "text": text,
    }
    return client.post(get_url(ReceiptTemplate, "change", row.pk), values | changes)


def preview(client: Client, row: ReceiptTemplate, **values: Any) -> Any:
    answer = client.post(f"{LIST}{row.pk}/vorschau/", {"sample": Sample.COLLECT, **values})
    return answer.json()


class TestSaving:
    def test_keeps_the_text_with_its_blanks(
        self, manager: Client, template: ReceiptTemplate
    ) -> None:
        save(manager, template, "   Mitte\r\n${rechnung/nummer}\r\n")

        template.refresh_from_db()
        assert template.text == "   Mitte\n${rechnung/nummer}"

    def test_refuses_mistakes_with_line_and_place(
        self, manager: Client, template: ReceiptTemplate
    ) -> None:
        response = save(manager, template, "Bon\n ${rechnung/numer}\n${filiale/name")

        assert response.status_code == HTTPStatus.OK
        assert "Zeile 3, Stelle 1: Der Platzhalter hat keine" in response.content.decode()
        template.refresh_from_db()
        assert template.text == "Bon ${rechnung/nummer}"

    def test_proposes_what_was_meant(self, manager: Client, template: ReceiptTemplate) -> None:
        page = save(manager, template, "Bon\n ${rechnung/numer}").content.decode()

        assert "Zeile 2, Stelle 13: Den Namen numer gibt es hier nicht. Meinten Sie nummer?" in page

    @pytest.mark.parametrize("may_print", [False, True], ids=["masked", "full"])
    def test_leaves_full_numbers_to_the_chain(
        self, manager: Client, template: ReceiptTemplate, *, may_print: bool
    ) -> None:
        template.chain.prints_full_numbers = may_print
        template.chain.save()

        response = save(manager, template, "${sammlung/membershipnumberfull}")

        assert (response.status_code == HTTPStatus.FOUND) is may_print

    def test_is_not_for_another_branch(self, manager: Client, branch: Branch) -> None:
        neighbour = BranchFactory.create(chain=branch.chain)
        foreign = ReceiptTemplateFactory.create(chain=branch.chain, branch=neighbour)

        assert save(manager, foreign, "fremd").status_code == HTTPStatus.NOT_FOUND

    def test_of_the_chain_is_seen_and_not_changed_by_a_branch(
        self, manager: Client, branch: Branch
    ) -> None:
        wide = ReceiptTemplateFactory.create(chain=branch.chain)
        address = get_url(ReceiptTemplate, "change", wide.pk)

        seen, saved = manager.get(address), save(manager, wide, "fremd")

        assert (seen.status_code, saved.status_code) == (HTTPStatus.OK, HTTPStatus.FORBIDDEN)


class TestPreview:
    @pytest.mark.parametrize("sample", Sample.values)
    def test_prints_every_sample(
        self, manager: Client, template: ReceiptTemplate, sample: str
    ) -> None:
        told = preview(manager, template, sample=sample, text="${rechnung/zeilen/textliste(' ')}")

        assert told["mistakes"] == []
        assert told["lines"][0]["text"].startswith("PAYBACK 904019******7692")

    def test_marks_what_the_printer_breaks(
        self, manager: Client, template: ReceiptTemplate
    ) -> None:
        told = preview(manager, template, text="x" * 50, width=48)

        assert told["lines"] == [
            {"text": "x" * 48, "isContinued": False},
            {"text": "xx", "isContinued": True},
        ]

    def test_is_of_the_branch_chosen(
        self, manager: Client, template: ReceiptTemplate, branch: Branch
    ) -> None:
        told = preview(manager, template, text="${filiale/kuerzel} ${filiale/name}")

        assert told["lines"][0]["text"] == f"{branch.code} Graz Herrengasse"

    def test_never_names_a_branch_out_of_reach(
        self, manager: Client, template: ReceiptTemplate
    ) -> None:
        foreign = BranchFactory.create(code="FREMD-1", chain__name="FREMD Kette")
        told = preview(
            manager,
            template,
            text="${filiale/kuerzel} ${filialkette/name}",
            branch=foreign.pk,
            chain=foreign.chain.pk,
        )

        assert told["lines"][0]["text"] == "G1 Optik Muster"

    def test_says_what_is_wrong(self, manager: Client, template: ReceiptTemplate) -> None:
        told = preview(manager, template, text="${filiale/nam}")

        assert told == {
            "mistakes": ["Zeile 1, Stelle 11: Den Namen nam gibt es hier nicht. Meinten Sie name?"]
        }

    def test_saves_nothing(self, manager: Client, template: ReceiptTemplate) -> None:
        preview(manager, template, text="neu")

        template.refresh_from_db()
        assert template.text == "Bon ${rechnung/nummer}"

    def test_shows_an_auditor_what_is_stored(
        self, auditor: Client, template: ReceiptTemplate
    ) -> None:
        told = preview(auditor, template)

        assert told["lines"][0]["text"] == f"Bon BON-{template.branch.code}-0815-26"  # type: ignore[union-attr]

    def test_shows_no_whole_card_number_of_its_own_accord(
        self, manager: Client, template: ReceiptTemplate
    ) -> None:
        told = preview(manager, template, text="${sammlung/memberhipnumber}")

        assert CARD not in str(told)

    @pytest.mark.parametrize(
        "values", [{"sample": "x"}, {"width": 1000}, {"language": "fr"}, {"chain": "x"}]
    )
    def test_takes_only_what_it_knows(
        self, manager: Client, template: ReceiptTemplate, values: dict[str, Any]
    ) -> None:
        response = manager.post(
            f"{LIST}{template.pk}/vorschau/", {"sample": Sample.COLLECT, **values}
        )

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    @pytest.mark.parametrize("width", [42, 48])
    def test_ruler_is_as_wide_as_the_paper(self, width: int) -> None:
        ruler = write_ruler(width)

        assert (len(ruler), ruler[9], ruler[39]) == (width, "1", "4")


class TestRestoring:
    @pytest.fixture
    def address(self, template: ReceiptTemplate) -> str:
        """Of the first of two versions."""
        template.text = "neu"
        template.save()
        first = list_versions(template=template)[-1]
        return f"{LIST}{template.pk}/wiederherstellen/{first.pgh_id}/"

    def test_brings_the_earlier_text_back(
        self, manager: Client, template: ReceiptTemplate, address: str
    ) -> None:
        response = manager.post(address, follow=True)

        template.refresh_from_db()
        assert template.text == "Bon ${rechnung/nummer}"
        assert "Die frühere Version gilt wieder." in response.content.decode()

    def test_is_not_for_an_auditor(
        self, auditor: Client, template: ReceiptTemplate, address: str
    ) -> None:
        response = auditor.post(address)

        template.refresh_from_db()
        assert (response.status_code, template.text) == (HTTPStatus.FORBIDDEN, "neu")

    def test_is_not_for_a_neighbour(self, branch: Branch, address: str) -> None:
        neighbour = BranchFactory.create(chain=branch.chain)
        client = open_client(make_user(Role.BRANCH_MANAGER, neighbour))

        assert client.post(address).status_code == HTTPStatus.NOT_FOUND
