"""Branches and workstations: where they may not be moved to."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from interfaces.models import Branch, Workstation
from tests.factories import BranchFactory, ChainFactory, InterfaceFactory, WorkstationFactory

pytestmark = pytest.mark.django_db


def make_interface_branch() -> Branch:
    """A branch that an interface names."""
    branch = BranchFactory.create()
    InterfaceFactory.create(chain=branch.chain, branch=branch)
    return branch


def make_interface_workstation() -> Workstation:
    """A workstation that an interface names."""
    workstation = WorkstationFactory.create()
    branch = workstation.branch
    InterfaceFactory.create(chain=branch.chain, branch=branch, workstation=workstation)
    return workstation


class TestBranch:
    def test_may_move_to_another_chain_without_interfaces(self) -> None:
        branch = BranchFactory.create()
        branch.chain = ChainFactory.create()

        branch.full_clean()

    def test_may_not_move_away_from_its_interfaces(self) -> None:
        branch = make_interface_branch()
        branch.chain = ChainFactory.create()

        with pytest.raises(ValidationError) as caught:
            branch.full_clean()

        assert list(caught.value.message_dict) == ["chain"]

    def test_stays_valid_with_its_interfaces(self) -> None:
        make_interface_branch().full_clean()

    def test_has_a_code_once_per_chain(self) -> None:
        branch = BranchFactory.create()
        BranchFactory.create(code=branch.code)

        with pytest.raises(IntegrityError, match="branch_code_once_per_chain"):
            BranchFactory.create(chain=branch.chain, code=branch.code)

    def test_has_no_empty_code(self) -> None:
        branch = BranchFactory.create()

        with pytest.raises(IntegrityError, match="branch_has_a_code"):
            Branch.objects.filter(pk=branch.pk).update(code="")

    @pytest.mark.parametrize("postcode", ["0810", "801", "A-80", "80101"])
    def test_has_an_austrian_postcode(self, postcode: str) -> None:
        branch = BranchFactory.create()
        branch.postcode = postcode

        with pytest.raises(ValidationError) as caught:
            branch.full_clean()

        assert list(caught.value.message_dict) == ["postcode"]


class TestWorkstation:
    def test_may_move_to_another_branch_without_interfaces(self) -> None:
        workstation = WorkstationFactory.create()
        workstation.branch = BranchFactory.create()

        workstation.full_clean()

    def test_may_not_move_away_from_its_interfaces(self) -> None:
        workstation = make_interface_workstation()
        workstation.branch = BranchFactory.create(chain=workstation.branch.chain)

        with pytest.raises(ValidationError) as caught:
            workstation.full_clean()

        assert list(caught.value.message_dict) == ["branch"]

    def test_stays_valid_with_its_interfaces(self) -> None:
        make_interface_workstation().full_clean()

    def test_has_a_computer_name_once_per_branch(self) -> None:
        workstation = WorkstationFactory.create()
        WorkstationFactory.create(computer_name=workstation.computer_name)

        with pytest.raises(IntegrityError, match="computer_once_per_branch"):
            WorkstationFactory.create(
                branch=workstation.branch, computer_name=workstation.computer_name
            )

    def test_has_no_empty_computer_name(self) -> None:
        workstation = WorkstationFactory.create()

        with pytest.raises(IntegrityError, match="workstation_has_a_computer_name"):
            Workstation.objects.filter(pk=workstation.pk).update(computer_name="")


class TestChain:
    def test_has_a_name_once(self) -> None:
        chain = ChainFactory.create()

        with pytest.raises(IntegrityError, match="name"):
            ChainFactory.create(name=chain.name)

    def test_has_no_empty_name(self) -> None:
        with pytest.raises(IntegrityError, match="chain_has_a_name"):
            ChainFactory.create(name="")
