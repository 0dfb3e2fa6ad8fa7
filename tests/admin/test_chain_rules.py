"""The rules of a chain about points: set here, kept in the history, followed at the till."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from interfaces.choices import Role
from interfaces.models import Chain
from tests.admin.rows import get_url
from tests.factories import BranchFactory, ChainFactory, ChainRulesFactory, make_user
from transactions.choices import GiveBack, Unconfirmed
from transactions.models import ChainRules
from transactions.queries import get_chain_rules

pytestmark = pytest.mark.django_db

VALUES = {
    "minimum_balance_points": "500",
    "minimum_redeem_points": "100",
    "cents_per_point": "1",
    "confirm_minutes": "30",
    "unconfirmed": Unconfirmed.UNDO.value,
    "give_back_first": GiveBack.POINTS.value,
}
AT_LEAST_ONE = "Dieser Wert muss größer oder gleich 1 sein."


@pytest.fixture
def office(chain: Chain) -> Client:
    """The browser of an administrator of the chain."""
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR, BranchFactory.create(chain=chain)))
    return client


@pytest.fixture
def chain() -> Chain:
    return ChainFactory.create(name="Optik Sehstern")


def read_history(chain: Chain) -> list[tuple[str, int]]:
    history: Any = ChainRules.pgh_event_model  # type: ignore[attr-defined]
    rows = history.objects.filter(pgh_chain_key=chain.pk).order_by("pgh_id")
    return list(rows.values_list("pgh_label", "confirm_minutes"))


class TestChainRules:
    def test_are_made_and_hold_from_then_on(self, office: Client, chain: Chain) -> None:
        response = office.post(get_url(ChainRules, "add"), VALUES | {"chain": chain.pk})

        rules = get_chain_rules(chain=chain.pk)
        assert response.status_code == HTTPStatus.FOUND
        assert (rules.minimum_balance_points, rules.confirm_minutes) == (500, 30)
        assert (rules.give_back_first, rules.points_payments_earn) == (GiveBack.POINTS, False)

    def test_leave_a_history(self, office: Client, chain: Chain) -> None:
        ChainRulesFactory.create(chain=chain)

        office.post(get_url(ChainRules, "change", chain.pk), VALUES)

        assert read_history(chain) == [("insert", 15), ("update", 30)]

    def test_stay_with_their_chain(self, back_office: Client, chain: Chain) -> None:
        ChainRulesFactory.create(chain=chain)
        other = ChainFactory.create()

        back_office.post(get_url(ChainRules, "change", chain.pk), VALUES | {"chain": other.pk})

        assert list(ChainRules.objects.values_list("chain", flat=True)) == [chain.pk]

    def test_are_there_once(self, back_office: Client, chain: Chain) -> None:
        ChainRulesFactory.create(chain=chain)

        response = back_office.post(get_url(ChainRules, "add"), VALUES | {"chain": chain.pk})

        assert list(response.context["adminform"].form.errors) == ["chain"]
        assert ChainRules.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("minimum_redeem_points", "0", AT_LEAST_ONE),
            ("cents_per_point", "0", AT_LEAST_ONE),
            ("confirm_minutes", "0", AT_LEAST_ONE),
            ("confirm_minutes", "1441", "Dieser Wert muss kleiner oder gleich 1440 sein."),
            ("minimum_balance_points", "-1", "Dieser Wert muss größer oder gleich 0 sein."),
            ("give_back_first", "nichts", None),
        ],
    )
    def test_say_at_the_field_what_is_wrong(
        self, office: Client, chain: Chain, field: str, typed: str, sentence: str | None
    ) -> None:
        ChainRulesFactory.create(chain=chain)

        response = office.post(get_url(ChainRules, "change", chain.pk), VALUES | {field: typed})

        errors = response.context["adminform"].form.errors
        assert list(errors) == [field]
        assert sentence in {None, *errors[field]}
        assert read_history(chain) == [("insert", 15)]

    def test_of_another_chain_are_missing(self, office: Client) -> None:
        foreign = ChainRulesFactory.create()

        response = office.get(get_url(ChainRules, "change", foreign.pk))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_are_not_overwritten_unseen(self, back_office: Client, chain: Chain) -> None:
        ChainRulesFactory.create(chain=chain)
        address = get_url(ChainRules, "change", chain.pk)
        token = back_office.get(address).context["adminform"].form.state_token
        ChainRules.objects.update(confirm_minutes=45)

        response = back_office.post(address, VALUES | {"loaded_state": token})

        assert [row.typed for row in response.context["conflict"].changes] == ["30"]
        assert ChainRules.objects.get().confirm_minutes == 45
