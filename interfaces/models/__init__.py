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
from interfaces.models.connection_test import ConnectionTest
from interfaces.models.deed import Deed
from interfaces.models.geolocation import (
    BranchLocation,
    GeocoderAnswer,
    GeocoderTurn,
    GeolocationResult,
    GeolocationRun,
    LocationProposal,
)
from interfaces.models.interface import Interface
from interfaces.models.place import Place
from interfaces.models.responsibility import Responsibility, ResponsibilityForBranch
from interfaces.models.seal import Seal, SealHead
from interfaces.models.token import EnrolmentCode, EnrolmentFailure, WorkstationToken
from interfaces.models.workstation import Workstation

__all__ = [
    "Branch",
    "BranchLocation",
    "Chain",
    "ConnectionTest",
    "Deed",
    "EnrolmentCode",
    "EnrolmentFailure",
    "GeocoderAnswer",
    "GeocoderTurn",
    "GeolocationResult",
    "GeolocationRun",
    "Interface",
    "KeptGroup",
    "KeptGroupPermission",
    "KeptMembership",
    "KeptUser",
    "KeptUserPermission",
    "LocationProposal",
    "Place",
    "Responsibility",
    "ResponsibilityForBranch",
    "Seal",
    "SealHead",
    "Workstation",
    "WorkstationToken",
]
