"""Every deed is written down by the page where it is done, and read in the timeline."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from interfaces.choices import DeedKind, DeedOutcome
from interfaces.models import Deed, Interface
from tests.admin.deeds import DEEDS, House
from tests.admin.deeds import Deed as Way
from tests.admin.people import open_client
from tests.admin.timeline import read_timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(revealable: Interface, eva: User) -> House:
    return House(revealable, open_client(eva))


class TestEveryDeed:
    @pytest.mark.parametrize(("kind", "outcome", "who", "do"), DEEDS.values(), ids=DEEDS)
    def test_is_on_record_and_in_the_timeline(
        self, house: House, kind: DeedKind, outcome: DeedOutcome, who: str, do: Way
    ) -> None:
        do(house)

        newest = read_timeline(house.browser, was=f"deed.{kind}")[0]
        deed = Deed.objects.order_by("position").last()
        assert deed is not None
        assert (deed.kind, deed.outcome) == (kind, outcome)
        assert deed.remote_address == "127.0.0.1"
        assert str(kind.label) in newest
        assert str(outcome.label) in newest
        assert who in newest

    def test_is_of_a_known_kind_that_is_tried_here(self) -> None:
        assert {kind for kind, *_rest in DEEDS.values()} == set(DeedKind)

    def test_of_a_reveal_is_tried_with_every_outcome_it_can_have(self) -> None:
        tried = {outcome for kind, outcome, *_rest in DEEDS.values() if kind == DeedKind.REVEAL}

        assert tried == set(DeedOutcome) - {DeedOutcome.FAILED}


class TestATill:
    def test_that_typed_a_wrong_code_is_on_record(self, administrator: User) -> None:
        body = {"code": "AAAA-AAAA-AAAA", "computer_name": "KASSA-1"}
        Client().post("/api/v1/enrolments", body, content_type="application/json")

        newest = read_timeline(open_client(administrator), was=f"deed.{DeedKind.ENROLMENT}")[0]
        assert str(DeedOutcome.DENIED.label) in newest
