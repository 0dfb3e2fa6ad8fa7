"""A thousand ways to tamper with a sealed trail, none of which makes a row nobody could notice."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from interfaces.models import Seal, SealHead
from interfaces.trail import TrailTable, list_tables
from tests.interfaces.trail.superuser import run

SEALS, HEAD = Seal._meta.db_table, SealHead._meta.db_table
OTHER_VALUES = {
    "text": "coalesce({column}, '') || 'x'",
    "character varying": "left('x' || coalesce({column}, ''), greatest(length({column}), 1))",
    "boolean": "{column} IS NOT TRUE",
    "smallint": "coalesce({column}, 0) + 1",
    "integer": "coalesce({column}, 0) + 1",
    "numeric": "coalesce({column}, 0) + 1",
    "bigint": "coalesce({column}, 0) + 1000000",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "coalesce({column}, now()) + interval '1 microsecond'",
    "date": "coalesce({column}, current_date) + 1",
    "jsonb": "coalesce({column}, '{{}}') || '{{\"x\": 1}}'",
    "bytea": "coalesce({column}, '') || '\\x00'",
    "inet": "coalesce({column}, '192.0.2.1') + 1",
}


@dataclass
class Vandal:
    """Chooses by chance, from a seed, among what is sealed: `positions` by table."""

    random: Random
    positions: dict[TrailTable, list[int]]

    def tamper(self) -> str:
        """Does one thing to the trail or its seals; what it was."""
        ways: list[Callable[[], str]] = [
            *(self._change,) * 8,
            *(self._remove,) * 3,
            self._empty,
            self._add_to_the_past,
            self._add_with_a_past_moment,
            self._swap,
            self._shift,
            *(self._change_seal,) * 2,
            self._remove_seal,
            self._cut_off,
            self._cut_off_with_rows,
            self._repeat_seal,
            self._change_head,
            self._remove_head,
        ]
        return self.random.choice(ways)()

    def _change(self) -> str:
        table = self._choose_table()
        position = self._choose_position(table)
        return self._change_column(table.name, table.position, position)

    def _remove(self) -> str:
        table = self._choose_table()
        position = self._choose_position(table)
        run(
            "DELETE FROM {table} WHERE {key} = %s",
            position,
            table=table.name,
            key=table.position,
        )
        return f"removed {position} of {table.name}"

    def _empty(self) -> str:
        table = self._choose_table()
        run("TRUNCATE {table}", table=table.name)
        return f"emptied {table.name}"

    def _add_to_the_past(self) -> str:
        table = self._choose_table()
        position = self.random.choice([self._choose_gap(), 0, -5])
        self._copy(table, {table.position: str(position)})
        return f"added {position} to {table.name}"

    def _add_with_a_past_moment(self) -> str:
        table = self._choose_table()
        past = f"{table.moment} - interval '{self.random.randint(1, 900)} hours'"
        self._copy(
            table, {table.position: "nextval('interfaces_audit_position')", table.moment: past}
        )
        return f"added a past moment to {table.name}"

    def _swap(self) -> str:
        table = self.random.choice([one for one, found in self.positions.items() if found[1:]])
        first, second = self.random.sample(self.positions[table], 2)
        for old, new in ((first, -first), (second, first), (-first, second)):
            self._move(table, old, new)
        return f"swapped {first} and {second} of {table.name}"

    def _shift(self) -> str:
        table, gap = self._choose_table(), self._choose_gap()
        position = self._choose_position(table)
        self._move(table, position, gap)
        return f"moved {position} of {table.name} to {gap}"

    def _change_seal(self) -> str:
        return self._change_column(SEALS, "number", self._choose_seal())

    def _remove_seal(self) -> str:
        number = self._choose_seal()
        run("DELETE FROM {table} WHERE number = %s", number, table=SEALS)
        return f"removed seal {number}"

    def _cut_off(self) -> str:
        number = self._choose_seal()
        run("DELETE FROM {table} WHERE number >= %s", number, table=SEALS)
        return f"cut off seals from {number}"

    def _cut_off_with_rows(self) -> str:
        number = self._choose_seal()
        [(after,)] = run(
            "SELECT after_position FROM {table} WHERE number = %s", number, table=SEALS
        )
        run("DELETE FROM {table} WHERE number >= %s", number, table=SEALS)
        for table in list_tables():
            run(
                "DELETE FROM {table} WHERE {key} > %s",
                after,
                table=table.name,
                key=table.position,
            )
        return f"cut off everything from seal {number}"

    def _repeat_seal(self) -> str:
        [(last,)] = run("SELECT max(number) FROM {table}", table=SEALS)
        run(
            "INSERT INTO {table} SELECT number + %s, sealed_at, after_position + 1000, "
            "to_position + 1000, tables, previous_mac, mac FROM {table} WHERE number = %s",
            last,
            self._choose_seal(),
            table=SEALS,
        )
        return "repeated a seal"

    def _change_head(self) -> str:
        return self._change_column(HEAD, "id", 1)

    def _remove_head(self) -> str:
        run("DELETE FROM {table}", table=HEAD)
        return "removed the head"

    def _change_column(self, table: str, key: str, value: Any) -> str:
        columns = [one for one in list_columns(table) if (table, one[0]) != (HEAD, "id")]
        column, kind = self.random.choice(columns)
        run(
            f"UPDATE {{table}} SET {{column}} = {OTHER_VALUES[kind]} WHERE {{key}} = %s",
            value,
            table=table,
            column=column,
            key=key,
        )
        return f"changed {column} of {value} in {table}"

    def _move(self, table: TrailTable, old: int, new: int) -> None:
        run(
            "UPDATE {table} SET {key} = %s WHERE {key} = %s",
            new,
            old,
            table=table.name,
            key=table.position,
        )

    def _copy(self, table: TrailTable, instead: dict[str, str]) -> None:
        columns = [name for name, _kind in list_columns(table.name)]
        instead = {"id": "gen_random_uuid()", **instead}
        values = ", ".join(instead.get(name, f'"{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        run(
            f"INSERT INTO {{table}} ({names}) SELECT {values} FROM {{table}} WHERE {{key}} = %s",
            self._choose_position(table),
            table=table.name,
            key=table.position,
        )

    def _choose_table(self) -> TrailTable:
        return self.random.choice(list(self.positions))

    def _choose_position(self, table: TrailTable) -> int:
        return self.random.choice(self.positions[table])

    def _choose_seal(self) -> int:
        return int(self.random.choice(run("SELECT number FROM {table}", table=SEALS))[0])

    def _choose_gap(self) -> int:
        taken = {position for found in self.positions.values() for position in found}
        return self.random.choice(sorted(set(range(1, max(taken))) - taken))


def list_sealed() -> dict[TrailTable, list[int]]:
    """The sealed positions of every table."""
    return {
        table: [
            position
            for (position,) in run(
                "SELECT {key} FROM {table} "
                "WHERE {key} <= (SELECT max(to_position) FROM {seals}) ORDER BY 1",
                table=table.name,
                key=table.position,
                seals=SEALS,
            )
        ]
        for table in list_tables()
    }


@cache
def list_columns(table: str) -> list[tuple[str, str]]:
    """Name and kind of each column."""
    return [
        (name, kind)
        for name, kind in run(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = %s ORDER BY 1",
            table,
        )
    ]
