"""Who rates, and at how many points per euro, set in the back office."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from interfaces.choices import Rating, Role
from interfaces.models import Branch, Chain
from tests.admin.rows import get_url
from tests.factories import BranchFactory, make_user

pytestmark = pytest.mark.django_db

NO_NUMBER = "Bitte Punkte je Euro als Zahl eingeben, zum Beispiel 0,5 oder 2."
TOO_FEW = "Die Punkte je Euro müssen mehr als 0 sein."
TOO_MANY = "Mehr als 999,999 Punkte je Euro sind nicht möglich."
TOO_FINE = "Punkte je Euro haben höchstens 3 Nachkommastellen."
each_place = pytest.mark.parametrize("model", [Chain, Branch], ids=["chain", "branch"])


@pytest.fixture
def branch() -> Branch:
    """Of a chain that leaves it to the profile."""
    return BranchFactory.create()


def read_row(model: type[Model], branch: Branch) -> Any:
    """The branch or its chain, as it is stored."""
    return model._default_manager.get(pk=branch.pk if model is Branch else branch.chain_id)


def post(client: Client, row: Any, **changes: Any) -> Any:
    """Saves the form of a chain or branch."""
    values = {"name": row.name, "is_active": "on"}
    values |= {"chain": row.chain_id, "code": row.code} if isinstance(row, Branch) else {}
    return client.post(get_url(type(row), "change", row.pk), values | changes)


class TestPointsPerEuro:
    @each_place
    @pytest.mark.parametrize(
        ("typed", "stored"), [("1,5", "1.5"), ("0.5", "0.5"), (" 2 ", "2"), ("", None)]
    )
    def test_are_taken_with_a_comma_or_a_point(
        self,
        back_office: Client,
        branch: Branch,
        model: type[Model],
        typed: str,
        stored: str | None,
    ) -> None:
        response = post(back_office, read_row(model, branch), points_per_euro=typed)

        assert response.status_code == HTTPStatus.FOUND
        rate = read_row(model, branch).points_per_euro
        assert rate == (Decimal(stored) if stored else None)

    @each_place
    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("viel", NO_NUMBER),
            ("nan", NO_NUMBER),
            ("1.000,5", NO_NUMBER),
            ("0", TOO_FEW),
            ("-1", TOO_FEW),
            ("1,2345", TOO_FINE),
            ("1000", TOO_MANY),
            ("12345,678", TOO_MANY),
        ],
    )
    def test_are_refused_with_a_sentence_at_the_field(
        self,
        back_office: Client,
        branch: Branch,
        model: type[Model],
        typed: str,
        sentence: str,
    ) -> None:
        response = post(back_office, read_row(model, branch), points_per_euro=typed)

        assert response.context["adminform"].form.errors == {"points_per_euro": [sentence]}
        assert f"<li>{sentence}</li>" in response.content.decode()
        assert read_row(model, branch).points_per_euro is None

    @each_place
    def test_are_shown_without_zeros_at_the_end(
        self, back_office: Client, branch: Branch, model: type[Model]
    ) -> None:
        model._default_manager.update(points_per_euro=Decimal("1.500"))

        page = back_office.get(get_url(model, "change", read_row(model, branch).pk))

        assert 'name="points_per_euro" value="1,5"' in page.content.decode()

    @each_place
    def test_are_no_change_when_nothing_was_typed(
        self, back_office: Client, branch: Branch, model: type[Model]
    ) -> None:
        model._default_manager.update(points_per_euro=Decimal("1.500"))
        page = back_office.get(get_url(model, "change", read_row(model, branch).pk))
        form = page.context["adminform"].form

        assert not form.fields["points_per_euro"].has_changed(Decimal("1.500"), "1,5")


class TestRating:
    def test_is_chosen_on_the_chain(self, back_office: Client, branch: Branch) -> None:
        post(back_office, branch.chain, rating="partner", points_per_euro="2")

        chain = read_row(Chain, branch)
        assert (chain.rating, chain.points_per_euro) == (Rating.PARTNER, 2)

    def test_is_one_of_the_list(self, back_office: Client, branch: Branch) -> None:
        response = post(back_office, branch.chain, rating="wir")

        assert response.context["adminform"].form.errors == {
            "rating": ["Dieser Eintrag steht nicht zur Wahl. Bitte wählen Sie aus der Liste."]
        }


class TestBranchManager:
    def test_sees_the_rate_and_cannot_change_it(self, branch: Branch) -> None:
        Branch.objects.update(points_per_euro=Decimal("1.500"))
        client = Client()
        client.force_login(make_user(Role.BRANCH_MANAGER, branch))

        page = client.get(get_url(Branch, "change", branch.pk)).content.decode()
        post(client, read_row(Branch, branch), points_per_euro="9", name="Graz")

        assert 'name="points_per_euro"' not in page
        assert "1,500" in page
        assert read_row(Branch, branch).points_per_euro == Decimal("1.5")
