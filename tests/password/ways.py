"""Every way by which somebody else's address could come to stand beside a stored password.

A way takes the scene and returns the interface that is then sent through and tested. To add one,
write it below and name it in `ELSEWHERE`.
"""

import copy
import io
import json
import pickle
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from interfaces.copying import CopyOrder, copy_interface, read_source
from interfaces.deeds import NOBODY
from interfaces.models import Interface
from interfaces.models.keys import new_key
from interfaces.services import store_password
from tests.factories import BranchFactory, InterfaceFactory
from tests.factories.transactions import NOW
from tests.interfaces.secrets.columns import read_raw, write_raw
from tests.password.scene import Scene, copy_to_another_chain

Way = Callable[[Scene], Interface]


def to_other(scene: Scene) -> dict[str, str]:
    return {"host": scene.catcher.other}


def to_other_name(scene: Scene) -> dict[str, str]:
    """The same listener under another name."""
    return {"host": scene.catcher.own.replace("localhost", "127.0.0.1")}


def to_secured(scene: Scene) -> dict[str, str]:
    return {"host": scene.catcher.secured}


def to_other_path(scene: Scene) -> dict[str, str]:
    return {"host": f"{scene.catcher.own}/other/soap"}


def to_slash_at_the_end(scene: Scene) -> dict[str, str]:
    return {"host": f"{scene.catcher.own}/simulator/v1/soap/"}


def to_other_profile(_scene: Scene) -> dict[str, str]:
    """Its path is another one when the host names none."""
    return {"profile_name": "extint"}


def to_other_user(_scene: Scene) -> dict[str, str]:
    return {"username": "somebody"}


def to_other_case_of_user(_scene: Scene) -> dict[str, str]:
    return {"username": "DEMO"}


Change = Callable[[Scene], dict[str, str]]


def set_all(row: Interface, changes: dict[str, Any]) -> Interface:
    """Sets attributes by name."""
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def save(change: Change) -> Way:
    """The ordinary way."""

    def way(scene: Scene) -> Interface:
        set_all(scene.row, change(scene)).save()
        return scene.reload()

    return way


def save_only_these(change: Change) -> Way:
    def way(scene: Scene) -> Interface:
        changes = change(scene)
        set_all(scene.row, changes).save(update_fields=list(changes))
        return scene.reload()

    return way


def update(change: Change) -> Way:
    """Past `save()`: the database alone."""

    def way(scene: Scene) -> Interface:
        Interface.objects.filter(pk=scene.row.pk).update(**change(scene))
        return scene.reload()

    return way


def post(change: Change) -> Way:
    """The form of the back office, the field of the password left empty."""

    def way(scene: Scene) -> Interface:
        return scene.post_form(**change(scene))

    return way


def run_sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def update_by_sql(scene: Scene) -> Interface:
    run_sql("UPDATE interfaces_interface SET host = %s", scene.catcher.other)
    return scene.reload()


def update_path_by_sql(scene: Scene) -> Interface:
    run_sql("UPDATE interfaces_interface SET host = host || '/other'")
    return scene.reload()


def bulk_update(scene: Scene) -> Interface:
    set_all(scene.row, to_other(scene))
    Interface.objects.bulk_update([scene.row], ["host"])
    return scene.reload()


def bulk_create_over_itself(scene: Scene) -> Interface:
    set_all(scene.row, to_other(scene))
    Interface.objects.bulk_create(
        [scene.row], update_conflicts=True, unique_fields=["id"], update_fields=["host"]
    )
    return scene.reload()


def update_or_create(scene: Scene) -> Interface:
    Interface.objects.update_or_create(pk=scene.row.pk, defaults=to_other(scene))
    return scene.reload()


def save_host_and_password(scene: Scene) -> Interface:
    set_all(scene.row, to_other(scene)).save(update_fields=["host", "password"])
    return scene.reload()


def save_without_having_loaded_it(scene: Scene) -> Interface:
    row = Interface.objects.defer("password").get(pk=scene.row.pk)
    set_all(row, to_other(scene)).save()
    return scene.reload()


def save_what_another_process_changed(scene: Scene) -> Interface:
    """The row in memory gets the new host from the database, its password is still the old one."""
    Interface.objects.update(**to_other(scene))
    scene.row.refresh_from_db(fields=["host"])
    scene.row.save()
    return scene.reload()


def read_then_save(scene: Scene) -> Interface:
    _seen = scene.row.password
    return save(to_other)(scene)


def refresh_then_save(scene: Scene) -> Interface:
    scene.row.refresh_from_db()
    return save(to_other)(scene)


def save_a_deep_copy(scene: Scene) -> Interface:
    set_all(copy.deepcopy(scene.row), to_other(scene)).save()
    return scene.reload()


def save_a_pickled_one(scene: Scene) -> Interface:
    row = pickle.loads(pickle.dumps(scene.row))  # noqa: S301  (our own bytes)
    set_all(row, to_other(scene)).save()
    return scene.reload()


def save_one_built_from_values(scene: Scene) -> Interface:
    values = Interface.objects.filter(pk=scene.row.pk).values().get()
    built = Interface(**{**values, **to_other(scene)})
    built._state.adding = False
    built.save()
    return scene.reload()


def save_and_change_back_by_sql(scene: Scene) -> Interface:
    """What was cleared does not come back with the old address."""
    save(to_other)(scene)
    run_sql("UPDATE interfaces_interface SET host = %s", scene.catcher.own)
    return scene.reload()


def post_there_and_back(scene: Scene) -> Interface:
    scene.post_form(**to_other(scene))
    return scene.post_form(host=scene.catcher.own)


def put_back_an_old_ciphertext(scene: Scene) -> Interface:
    old = read_raw("interfaces_interface", "password")
    save(to_other)(scene)
    write_raw(scene.row, old)
    return scene.reload()


def delete_and_make_again(scene: Scene) -> Interface:
    """The same key, somebody else's address, the old ciphertext."""
    old, key = read_raw("interfaces_interface", "password"), scene.row.pk
    scene.row.delete()
    made = InterfaceFactory.create(id=key, host=scene.catcher.other, without_password=True)
    write_raw(made, old)
    return Interface.objects.get(pk=key)


def copy_as_a_new_row(scene: Scene) -> Interface:
    return copy_to_another_chain(scene.row)


def copy_as_a_new_row_elsewhere(scene: Scene) -> Interface:
    return copy_to_another_chain(scene.row, **to_other(scene))


def copy_to_a_branch(scene: Scene) -> Interface:
    """As the back office copies; whoever may see the password copies to another address."""
    order = CopyOrder(
        source=scene.row,
        targets=[BranchFactory.create(chain=scene.row.chain)],
        start_date=None,
        host=scene.catcher.other,
        seen=read_source(scene.row),
    )
    (made,) = copy_interface(
        order, may_take_password=True, user=scene.get_boss(), actor=NOBODY, now=NOW
    )
    Interface.objects.filter(pk=scene.row.pk).update(is_active=False)
    return made


def copy_the_row_by_sql(scene: Scene) -> Interface:
    key, other = new_key(), scene.make_other(scene.catcher.other)
    names = "partner_short_name, username, profile_name, is_active, password"
    run_sql(
        f"INSERT INTO interfaces_interface (id, chain_id, host, {names})"
        f" SELECT %s, %s, %s, {names} FROM interfaces_interface WHERE id = %s",
        *(key, BranchFactory.create().chain_id, other.host, scene.row.pk),
    )
    return Interface.objects.get(pk=key)


def copy_the_ciphertext_by_sql(host: Change) -> Way:
    def way(scene: Scene) -> Interface:
        other = scene.make_other(host(scene)["host"])
        run_sql(
            "UPDATE interfaces_interface AS target SET password = source.password"
            " FROM interfaces_interface AS source WHERE target.id = %s AND source.id = %s",
            *(other.pk, scene.row.pk),
        )
        return Interface.objects.get(pk=other.pk)

    return way


def stay(scene: Scene) -> dict[str, str]:
    """The same address; what differs is the row."""
    return {"host": scene.catcher.own}


def assign_to_another_row(scene: Scene) -> Interface:
    other = scene.make_other(scene.catcher.other)
    other.password = scene.row.password
    other.save()
    return Interface.objects.get(pk=other.pk)


def assign_the_ciphertext_to_another_row(scene: Scene) -> Interface:
    other = scene.make_other(scene.catcher.other)
    other.password_sealed = scene.row.password_sealed
    other.save()
    return Interface.objects.get(pk=other.pk)


def store_for_another_row(scene: Scene) -> Interface:
    other = scene.make_other(scene.catcher.other)
    store_password(interface_id=other.pk, password=scene.row.password or "", set_by=None, now=NOW)
    return Interface.objects.get(pk=other.pk)


def load_fixture(scene: Scene) -> Interface:
    """A dump of the row that was edited: its password is no part of it."""
    dumped = io.StringIO()
    call_command("dumpdata", "interfaces.interface", stdout=dumped)
    content = json.loads(dumped.getvalue())
    content[0]["fields"] |= to_other(scene)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "edited.json")
        path.write_text(json.dumps(content))
        call_command("loaddata", str(path), stdout=io.StringIO())
    return scene.reload()


def override_for_a_workstation(**changes: str) -> Way:
    """A row for one till that says all but the password."""

    def way(scene: Scene) -> Interface:
        workstation = scene.make_workstation()
        return InterfaceFactory.create(
            chain=scene.row.chain,
            branch=workstation.branch,
            workstation=workstation,
            without_password=True,
            **{"host": scene.catcher.other, **changes},
        )

    return way


def override_only_the_user(scene: Scene) -> Interface:
    return override_for_a_workstation(host=scene.catcher.own, username="somebody")(scene)


def override_for_a_branch(scene: Scene) -> Interface:
    branch = BranchFactory.create(chain=scene.row.chain)
    return InterfaceFactory.create(
        chain=branch.chain, branch=branch, host=scene.catcher.other, without_password=True
    )


def succeed_with_a_later_start(scene: Scene) -> Interface:
    return InterfaceFactory.create(
        chain=scene.row.chain,
        host=scene.catcher.other,
        start_date=date(2026, 11, 1),
        without_password=True,
    )


def move_to_a_workstation(scene: Scene) -> Interface:
    """Another level of inheritance, and with it another address."""
    workstation = scene.make_workstation()
    set_all(scene.row, {"branch": workstation.branch, "workstation": workstation})
    return save(to_other)(scene)


ELSEWHERE: dict[str, Way] = {
    "save another port": save(to_other),
    "save another name": save(to_other_name),
    "save another scheme": save(to_secured),
    "save another path": save(to_other_path),
    "save a slash at the end": save(to_slash_at_the_end),
    "save another profile": save(to_other_profile),
    "save another user": save(to_other_user),
    "save another case of the user": save(to_other_case_of_user),
    "save only another port": save_only_these(to_other),
    "save only another profile": save_only_these(to_other_profile),
    "save only another user": save_only_these(to_other_user),
    "save host and password": save_host_and_password,
    "save without having loaded it": save_without_having_loaded_it,
    "save what another process changed": save_what_another_process_changed,
    "read, then save": read_then_save,
    "refresh, then save": refresh_then_save,
    "save a deep copy": save_a_deep_copy,
    "save a pickled one": save_a_pickled_one,
    "save one built from values": save_one_built_from_values,
    "update another port": update(to_other),
    "update another name": update(to_other_name),
    "update another scheme": update(to_secured),
    "update another path": update(to_other_path),
    "update another profile": update(to_other_profile),
    "update another user": update(to_other_user),
    "update by SQL": update_by_sql,
    "update the path by SQL": update_path_by_sql,
    "bulk_update": bulk_update,
    "bulk_create over itself": bulk_create_over_itself,
    "update_or_create": update_or_create,
    "save, and change back by SQL": save_and_change_back_by_sql,
    "put back an old ciphertext": put_back_an_old_ciphertext,
    "delete, and make again with the old ciphertext": delete_and_make_again,
    "post another port": post(to_other),
    "post another scheme": post(to_secured),
    "post another path": post(to_other_path),
    "post another profile": post(to_other_profile),
    "post another user": post(to_other_user),
    "post there and back": post_there_and_back,
    "copy to a branch": copy_to_a_branch,
    "copy as a new row": copy_as_a_new_row,
    "copy as a new row elsewhere": copy_as_a_new_row_elsewhere,
    "copy the row by SQL": copy_the_row_by_sql,
    "copy the ciphertext by SQL": copy_the_ciphertext_by_sql(to_other),
    "copy the ciphertext by SQL to the same address": copy_the_ciphertext_by_sql(stay),
    "assign to another row": assign_to_another_row,
    "assign the ciphertext to another row": assign_the_ciphertext_to_another_row,
    "store for another row": store_for_another_row,
    "load an edited dump": load_fixture,
    "override for a workstation": override_for_a_workstation(),
    "override only the user for a workstation": override_only_the_user,
    "override for a branch": override_for_a_branch,
    "succeed with a later start": succeed_with_a_later_start,
    "move to a workstation": move_to_a_workstation,
}

# Hosts that lead nowhere; `own` and `other` are host and port.
NOWHERE = [
    "http://{own}@{other}",
    "http://user@{other}",
    "http://{other}\\@{own}",
    "http://{own}#@{other}",
    "http://{own}?{other}",
    "http://localhost.:{other_port}",
    "http://2130706433:{other_port}",
    "http://0x7f000001:{other_port}",
    "http://0177.0.0.1:{other_port}",
    "http://127.1:{other_port}",
    "http://[::ffff:127.0.0.1]:{other_port}",
    "http://local\u200bhost:{other_port}",
    "http://localhost:{other_port}\t",
    "http://localhost:0{other_port}",
    "http://localhost%2e:{other_port}",
    "http://{other}/../soap",
    "ftp://{other}",
    "//{other}",
    "http:{other}",
]

# Other spellings of the same address; they may keep the password.
SAME = [
    "{own}",
    "{own}/",
    "{own}/simulator/v1/soap",
    "HTTP://LOCALHOST:{own_port}",
    "http://ｌｏｃａｌｈｏｓｔ:{own_port}",
]
