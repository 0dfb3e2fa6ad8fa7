"""Which template a branch prints with, its versions, and going back to one."""

from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.db import IntegrityError, transaction

from interfaces.choices import Condition
from interfaces.models import Branch
from tests.factories import BranchFactory, ReceiptTemplateFactory
from transactions.choices import Language
from transactions.models import ReceiptTemplate
from transactions.receipts.language import TemplateUnusable
from transactions.receipts.templates import (
    annotate_condition,
    get_receipt_template,
    list_versions,
)
from transactions.services import VersionNotFound, restore_version

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def branch() -> Branch:
    return BranchFactory.create()


def choose(branch: Branch, language: Language = Language.GERMAN) -> ReceiptTemplate | None:
    return get_receipt_template(branch=branch, language=language, today=TODAY)


def make(branch: Branch, *, is_own: bool = False, **values: Any) -> ReceiptTemplate:
    """For the branch itself or for its whole chain."""
    row: ReceiptTemplate = ReceiptTemplateFactory.create(
        chain=branch.chain, branch=branch if is_own else None, **values
    )
    return row


class TestGetReceiptTemplate:
    def test_is_none_where_nobody_made_one(self, branch: Branch) -> None:
        ReceiptTemplateFactory.create(of_branch=True)
        ReceiptTemplateFactory.create()

        assert choose(branch) is None

    def test_is_never_that_of_a_neighbour(self, branch: Branch) -> None:
        make(BranchFactory.create(chain=branch.chain), is_own=True)

        assert choose(branch) is None

    def test_takes_the_branch_before_the_chain(self, branch: Branch) -> None:
        own = make(branch, is_own=True)
        make(branch, start_date=TODAY)

        assert choose(branch) == own

    def test_takes_the_latest_start_that_is_reached(self, branch: Branch) -> None:
        make(branch)
        make(branch, start_date=YESTERDAY)
        latest = make(branch, start_date=TODAY)
        make(branch, start_date=TOMORROW)

        assert choose(branch) == latest

    def test_leaves_a_branch_to_its_chain_before_its_own_start(self, branch: Branch) -> None:
        wide = make(branch)
        make(branch, is_own=True, start_date=TOMORROW)

        assert choose(branch) == wide

    def test_is_of_one_language(self, branch: Branch) -> None:
        make(branch, is_own=True)
        english = make(branch, language=Language.ENGLISH)

        assert choose(branch, Language.ENGLISH) == english


class TestAnnotateCondition:
    def test_tells_what_each_is_today(self, branch: Branch) -> None:
        old, current = make(branch), make(branch, start_date=TODAY)
        planned = make(branch, start_date=TOMORROW)
        own, english = make(branch, is_own=True), make(branch, language=Language.ENGLISH)

        rows = annotate_condition(templates=ReceiptTemplate.objects.all(), today=TODAY)

        found: dict[Any, Any] = {row.pk: cast("Any", row).condition for row in rows}
        assert found == {
            old.pk: Condition.SUPERSEDED,
            current.pk: Condition.ACTIVE,
            planned.pk: Condition.PLANNED,
            own.pk: Condition.ACTIVE,
            english.pk: Condition.ACTIVE,
        }


class TestReceiptTemplate:
    def test_is_one_per_scope_language_and_start(self, branch: Branch) -> None:
        make(branch)

        with pytest.raises(IntegrityError, match="one_receipt_template"), transaction.atomic():
            make(branch)

    @pytest.mark.parametrize(
        ("name", "value"), [("width", 40), ("language", "fr")], ids=["width", "language"]
    )
    def test_is_of_a_known_width_and_language(self, branch: Branch, name: str, value: Any) -> None:
        with pytest.raises(IntegrityError, match="is_known"), transaction.atomic():
            make(branch, **{name: value})


class TestVersions:
    @pytest.fixture
    def template(self, branch: Branch) -> ReceiptTemplate:
        """Two versions: "eins" on 42 characters, then "zwei" on 48."""
        row = make(branch, text="eins", width=42)
        row.text, row.width = "zwei", 48
        row.save()
        return row

    def test_are_listed_newest_first(self, template: ReceiptTemplate) -> None:
        ReceiptTemplateFactory.create(text="fremd")

        found = [(row.text, row.width) for row in list_versions(template=template)]

        assert found == [("zwei", 48), ("eins", 42)]

    def test_come_back_as_a_new_version(self, template: ReceiptTemplate) -> None:
        first = list_versions(template=template)[-1]

        restore_version(template=template, position=first.pgh_id)

        template.refresh_from_db()
        assert (template.text, template.width) == ("eins", 42)
        assert [row.text for row in list_versions(template=template)] == ["eins", "zwei", "eins"]

    def test_of_another_template_do_not_come_back(self, template: ReceiptTemplate) -> None:
        other = list_versions(template=ReceiptTemplateFactory.create(text="fremd"))[0]

        with pytest.raises(VersionNotFound):
            restore_version(template=template, position=other.pgh_id)

        template.refresh_from_db()
        assert template.text == "zwei"

    def test_that_cannot_be_saved_today_do_not_come_back(self, branch: Branch) -> None:
        template = make(branch, text="${sammlung/membershipnumberfull}")
        template.text = "neu"
        template.save()
        first = list_versions(template=template)[-1]

        with pytest.raises(TemplateUnusable):
            restore_version(template=template, position=first.pgh_id)

        template.refresh_from_db()
        assert template.text == "neu"
