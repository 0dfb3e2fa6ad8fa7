"""What is found in a trail somebody tampered with, case by case; chance does the rest elsewhere."""

import pytest

from interfaces.models import SealHead
from interfaces.sealing import seal_trail, write_anchor
from interfaces.trail import list_tables, write_row
from interfaces.verification import verify_trail
from tests.factories import ChainFactory
from tests.interfaces.trail.filling import fill_trail, lose_positions
from tests.interfaces.trail.superuser import counter_set_back, run, superuser

CHAINS = "interfaces_chainhistory"
COPY = (
    "INSERT INTO interfaces_chainhistory "
    "(pgh_id, pgh_created_at, pgh_label, pgh_database_user, name) "
)


REPEAT = (
    "INSERT INTO interfaces_seal SELECT 3, sealed_at, 10, 20, '{}', mac, mac FROM interfaces_seal"
)


@pytest.fixture
def trail(transactional_db: None) -> None:
    """Chain "Eins" under seal 1, "Zwei" and a gap under seal 2, "Drei" under none."""
    ChainFactory.create(name="Eins")
    seal_trail()
    lose_positions()
    ChainFactory.create(name="Zwei")
    seal_trail()
    ChainFactory.create(name="Drei")


def find(*statements: str, anchor: str = "") -> list[str]:
    """What is found after the superuser has done this."""
    with superuser():
        for statement in statements:
            run(statement)
        return [finding.what for finding in verify_trail(anchor=anchor).findings]


@pytest.mark.usefixtures("trail")
class TestVerifyTrail:
    def test_finds_nothing_in_an_untouched_trail(self) -> None:
        verdict = verify_trail()

        assert verdict.findings == []
        assert (verdict.seals, verdict.sealed, verdict.unsealed) == (2, 2, 1)

    @pytest.mark.parametrize(
        ("statement", "found"),
        [
            ("UPDATE {} SET name = 'x' WHERE name = 'Eins'", "a row was changed or moved"),
            ("UPDATE {} SET pgh_context = '{{}}'", "a row was changed or moved"),
            ("DELETE FROM {} WHERE name = 'Zwei'", "1 rows are missing"),
            ("TRUNCATE {}", "1 rows are missing"),
            ("DROP TABLE {} CASCADE", "1 rows are missing"),
        ],
    )
    def test_finds_a_sealed_row_that(self, statement: str, found: str) -> None:
        assert found in find(statement.format(CHAINS))

    @pytest.mark.parametrize(
        ("values", "found"),
        [
            ("2, now(), 'insert', 'payback', 'Fremd'", "rows were added"),
            ("0, now(), 'insert', 'payback', 'Fremd'", "rows under no seal"),
            (
                "nextval('interfaces_audit_position'), now() - interval '1 day', 'insert', '', ''",
                "a position that was not given out, or a moment before the last seal",
            ),
            (
                "nextval('interfaces_audit_position'), 'infinity', 'insert', '', ''",
                "a position that was not given out, or a moment before the last seal",
            ),
            (
                "1000000, now(), 'insert', 'payback', 'Fremd'",
                "a position that was not given out, or a moment before the last seal",
            ),
        ],
        ids=["in a gap", "before the first", "in the past", "at no time", "in the future"],
    )
    def test_finds_a_row_that_was_added(self, values: str, found: str) -> None:
        findings = find(f"{COPY} VALUES ({values})")

        assert [one for one in findings if found in one] != []

    def test_finds_a_past_moment_also_after_it_was_sealed(self) -> None:
        values = "nextval('interfaces_audit_position'), now() - interval '1 day', '', '', ''"

        with superuser():
            run(f"{COPY} VALUES ({values})")
            run("SET LOCAL session_replication_role = origin")
            seal_trail()
            found = [one.what for one in verify_trail().findings]

        assert found == ["a moment from before or after the seal"]

    @pytest.mark.parametrize(
        ("statement", "found"),
        [
            ("UPDATE interfaces_seal SET sealed_at = now() WHERE number = 1", "this key"),
            ("UPDATE interfaces_seal SET tables = '[]' WHERE number = 1", "this key"),
            ("DELETE FROM interfaces_seal WHERE number = 1", "1 seals before it are missing"),
            ("DELETE FROM interfaces_seal WHERE number = 2", "seals are missing"),
            ("DELETE FROM interfaces_seal", "seals are missing"),
            ("DELETE FROM interfaces_sealhead", "seals are missing"),
            ("UPDATE interfaces_sealhead SET to_position = 0", "head of the chain was changed"),
            (f"{REPEAT} WHERE number = 1", "this key"),
            ("UPDATE interfaces_seal SET number = number + 5", "seals before it are missing"),
        ],
    )
    def test_finds_in_the_chain(self, statement: str, found: str) -> None:
        assert [one for one in find(statement) if found in one] != []

    def test_finds_by_the_anchor_what_was_cut_off_together_with_the_head(self) -> None:
        head = SealHead.objects.get()
        ChainFactory.create(name="Vier")
        last = seal_trail()
        assert last is not None
        set_back = (
            "DELETE FROM interfaces_seal WHERE number = 3",
            f"DELETE FROM {CHAINS} WHERE pgh_id > {head.to_position}",
            "DELETE FROM interfaces_sealhead",
            "INSERT INTO interfaces_sealhead (id, number, to_position, seal_mac, mac) VALUES "
            + str((1, head.number, head.to_position, head.seal_mac, head.mac)),
        )

        unnoticed, noticed = find(*set_back), find(*set_back, anchor=write_anchor(last))

        assert unnoticed == []
        assert noticed == [f"there is no seal {write_anchor(last)}"]

    def test_finds_a_counter_that_was_set_back(self) -> None:
        with counter_set_back():
            findings = verify_trail().findings

        assert "the counter of positions was set back to 1" in [one.what for one in findings]

    @pytest.mark.parametrize(
        ("table", "trigger"),
        [
            (CHAINS, "append_only"),
            (CHAINS, "never_emptied"),
            (CHAINS, "takes_position"),
            ("interfaces_seal", "append_only"),
            ("interfaces_chain", "insert_insert"),
            ("auth_user", "update_update"),
        ],
    )
    @pytest.mark.parametrize("way", ["DISABLE TRIGGER {}", "DROP"])
    def test_finds_a_trigger_that_is_off(self, table: str, trigger: str, way: str) -> None:
        with superuser():
            [(name,)] = run(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
                table,
                f"pgtrigger_{trigger}_%",
            )
            statement = {
                "DROP": f"DROP TRIGGER {name} ON {table}",
                "DISABLE TRIGGER {}": f"ALTER TABLE {table} DISABLE TRIGGER {name}",
            }[way]
            run(statement)
            found = [str(one) for one in verify_trail().findings]

        assert found == [f"table {table}: the trigger {name} is gone or off"]

    def test_does_not_mind_a_column_that_is_new(self) -> None:
        assert find(f"ALTER TABLE {CHAINS} ADD COLUMN later text") == []


@pytest.mark.django_db
class TestReadingRows:
    def test_says_the_same_in_every_time_zone(self) -> None:
        fill_trail()
        run("SET LOCAL TimeZone = 'Asia/Tokyo'")
        seal_trail()
        run("SET LOCAL TimeZone = 'UTC'")
        run("SET LOCAL bytea_output = 'escape'")

        assert verify_trail().findings == []


class TestWriteRow:
    def test_leaves_no_doubt_where_a_value_ends(self) -> None:
        first = write_row(["a", "b"], ["x,1:b", ""])

        assert first == b"19:1:a,5:x,1:b,1:b,0:,,"
        assert write_row(["a"], ["x"]) == write_row(["a", "b"], ["x", None])


class TestTheTablesOfTheTrail:
    def test_are_all_in_it(self) -> None:
        assert "interfaces_deed" in {one.name for one in list_tables()}
        assert "transactions_articlegrouphistory" in {one.name for one in list_tables()}
