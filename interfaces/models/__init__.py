"""Rows of the settings side."""

from interfaces.models.accounts import (
    KeptGroup,
    KeptGroupPermission,
    KeptMembership,
    KeptUser,
    KeptUserPermission,
)
from interfaces.models.branch import Branch
from interfaces.models.chain import Chain
from interfaces.models.deed import Deed
from interfaces.models.interface import Interface
from interfaces.models.seal import Seal, SealHead
from interfaces.models.token import EnrolmentCode, EnrolmentFailure, WorkstationToken
from interfaces.models.workstation import Workstation

__all__ = [
    "Branch",
    "Chain",
    "Deed",
    "EnrolmentCode",
    "EnrolmentFailure",
    "Interface",
    "KeptGroup",
    "KeptGroupPermission",
    "KeptMembership",
    "KeptUser",
    "KeptUserPermission",
    "Seal",
    "SealHead",
    "Workstation",
    "WorkstationToken",
]
