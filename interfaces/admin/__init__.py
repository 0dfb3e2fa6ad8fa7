"""The settings side in the back office."""

from interfaces.admin.interface import InterfaceAdmin
from interfaces.admin.places import BranchAdmin, ChainAdmin
from interfaces.admin.users import UserAdmin
from interfaces.admin.workstation import WorkstationAdmin

__all__ = ["BranchAdmin", "ChainAdmin", "InterfaceAdmin", "UserAdmin", "WorkstationAdmin"]
