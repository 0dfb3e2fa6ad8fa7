"""The timeline calls fields what people call them."""

from typing import Any

import pytest
from django.test import Client
from django.utils.text import capfirst

from interfaces.models import BranchLocation
from interfaces.models.history import list_history_models
from interfaces.timeline.histories import HistorySource
from interfaces.timeline.wording import write_label
from tests.admin.timeline import read_timeline
from tests.factories import BranchLocationFactory

SAME_IN_GERMAN = {"auth.Group.name", "interfaces.Branch.name", "interfaces.Chain.name"}
SAME_IN_GERMAN |= {"interfaces.Interface.host"}


def name_as_in_code(field: Any) -> str:
    """What Django calls a field that nobody named."""
    return str(capfirst(field.name.replace("_", " ")))


class TestLabels:
    def test_are_not_what_django_makes_of_a_name_in_code(self) -> None:
        sources = [HistorySource(one) for one in list_history_models()]
        fields = [field for one in sources if not one.is_pair for _own, field in one.fields]

        unnamed = {str(one) for one in fields if write_label(one) == name_as_in_code(one)}

        assert unnamed == SAME_IN_GERMAN


@pytest.mark.django_db
class TestTheDigestOfAnAddress:
    def test_is_told_without_its_value(self, back_office: Client) -> None:
        place = BranchLocationFactory.create()
        digest = "4711" * 16
        BranchLocation.objects.filter(pk=place.pk).update(address_digest=digest)

        newest = read_timeline(back_office, was="interfaces.branchlocation")[0]

        assert "Adresse dazu geändert" in newest
        assert digest not in newest
