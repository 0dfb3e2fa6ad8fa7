"""A branch of an interface is of its chain, a workstation of its branch: kept by the database."""

from django.db import migrations

BRANCH_IS_OF_THE_CHAIN = """
ALTER TABLE interfaces_interface
  ADD CONSTRAINT interface_branch_is_of_its_chain
  FOREIGN KEY (branch_id, chain_id) REFERENCES interfaces_branch (id, chain_id)
  DEFERRABLE INITIALLY DEFERRED
"""
WORKSTATION_IS_OF_THE_BRANCH = """
ALTER TABLE interfaces_interface
  ADD CONSTRAINT interface_workstation_is_of_its_branch
  FOREIGN KEY (workstation_id, branch_id) REFERENCES interfaces_workstation (id, branch_id)
  DEFERRABLE INITIALLY DEFERRED
"""
DROP = "ALTER TABLE interfaces_interface DROP CONSTRAINT "


class Migration(migrations.Migration):
    dependencies = [("interfaces", "0001_spine")]

    operations = [
        migrations.RunSQL(BRANCH_IS_OF_THE_CHAIN, DROP + "interface_branch_is_of_its_chain"),
        migrations.RunSQL(
            WORKSTATION_IS_OF_THE_BRANCH, DROP + "interface_workstation_is_of_its_branch"
        ),
    ]
