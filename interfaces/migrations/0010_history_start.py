"""Rows that are older than their history begin it as they stand."""

from functools import partial

from django.db import migrations

from interfaces.history_start import begin_history

PAIRS = {
    "interfaces.ChainHistory": "interfaces.Chain",
    "interfaces.BranchHistory": "interfaces.Branch",
    "interfaces.BranchLocationHistory": "interfaces.BranchLocation",
    "interfaces.LocationProposalHistory": "interfaces.LocationProposal",
    "interfaces.WorkstationHistory": "interfaces.Workstation",
    "interfaces.InterfaceHistory": "interfaces.Interface",
    "interfaces.EnrolmentCodeHistory": "interfaces.EnrolmentCode",
    "interfaces.WorkstationTokenHistory": "interfaces.WorkstationToken",
    "interfaces.ResponsibilityHistory": "interfaces.Responsibility",
    "interfaces.ResponsibilityForBranchHistory": "interfaces.ResponsibilityForBranch",
    "interfaces.UserHistory": "interfaces.KeptUser",
    "interfaces.GroupHistory": "interfaces.KeptGroup",
    "interfaces.MembershipHistory": "interfaces.KeptMembership",
    "interfaces.UserPermissionHistory": "interfaces.KeptUserPermission",
    "interfaces.GroupPermissionHistory": "interfaces.KeptGroupPermission",
}


class Migration(migrations.Migration):
    dependencies = [("interfaces", "0009_history")]

    operations = [
        migrations.RunPython(
            partial(begin_history, pairs=PAIRS), migrations.RunPython.noop, elidable=False
        )
    ]
