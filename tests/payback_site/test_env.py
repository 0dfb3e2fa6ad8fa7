"""The readers of the environment: typed, and strict by name."""

from pathlib import Path

import pytest
import trustme
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from payback_site import env

NAME = "PAYBACK_TEST_VALUE"
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: Patch) -> None:
    """The name under test is not in the environment, and not remembered as read afterwards."""
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.setattr(env, "READ_NAMES", set())


class TestReadText:
    def test_gives_the_value_without_blanks_around_it(self, monkeypatch: Patch) -> None:
        monkeypatch.setenv(NAME, "  ein Wert\n")

        assert env.read_text(NAME) == "ein Wert"

    def test_gives_the_default(self) -> None:
        assert env.read_text(NAME, default="x") == "x"

    @pytest.mark.parametrize("value", ["", "  ", "\n"])
    def test_refuses_nothing_and_names_the_variable(self, monkeypatch: Patch, value: str) -> None:
        monkeypatch.setenv(NAME, value)

        with pytest.raises(ImproperlyConfigured, match=f"{NAME} is missing or empty"):
            env.read_text(NAME)

    def test_refuses_what_is_absent_and_names_the_variable(self) -> None:
        with pytest.raises(ImproperlyConfigured, match=f"{NAME} is missing or empty"):
            env.read_text(NAME)

    def test_takes_a_dollar_sign_as_it_is(self, monkeypatch: Patch) -> None:
        monkeypatch.setenv(NAME, "$ecret-with-a-dollar")

        assert env.read_text(NAME) == "$ecret-with-a-dollar"

    def test_remembers_the_name(self) -> None:
        env.read_text(NAME, default="x")

        assert {NAME} == env.READ_NAMES


class TestSecretsFromFiles:
    def test_reads_the_file_that_is_named(self, monkeypatch: Patch, tmp_path: Path) -> None:
        file = tmp_path / "secret"
        file.write_text("aus der Datei\n")
        name = f"{NAME}_{file.parent.name.upper()}"
        monkeypatch.setenv(f"{name}_FILE", str(file))

        assert env.read_text(name) == "aus der Datei"

    def test_prefers_the_file(self, monkeypatch: Patch, tmp_path: Path) -> None:
        file = tmp_path / "secret"
        file.write_text("aus der Datei")
        monkeypatch.setenv(f"{NAME}_BOTH", "aus der Umgebung")
        monkeypatch.setenv(f"{NAME}_BOTH_FILE", str(file))

        assert env.read_text(f"{NAME}_BOTH") == "aus der Datei"

    def test_reads_keys_from_a_file(self, monkeypatch: Patch, tmp_path: Path) -> None:
        keys = [Fernet.generate_key().decode() for _ in range(2)]
        file = tmp_path / "keys"
        file.write_text(",".join(keys) + "\n")
        monkeypatch.setenv(f"{NAME}_KEYS_FILE", str(file))

        assert env.read_fernet_keys(f"{NAME}_KEYS") == keys

    def test_names_the_file_that_is_not_there(self, monkeypatch: Patch, tmp_path: Path) -> None:
        monkeypatch.setenv(f"{NAME}_LOST_FILE", str(tmp_path / "lost"))

        with pytest.raises(ImproperlyConfigured, match=f"{NAME}_LOST_FILE cannot be read"):
            env.read_text(f"{NAME}_LOST")


class TestReadList:
    @pytest.mark.parametrize(
        ("value", "parts"),
        [("a", ["a"]), ("a,b", ["a", "b"]), (" a , b ,", ["a", "b"]), ("", []), (" , ", [])],
    )
    def test_parts_at_commas(self, monkeypatch: Patch, value: str, parts: list[str]) -> None:
        monkeypatch.setenv(NAME, value)

        assert env.read_list(NAME) == parts

    def test_gives_the_default(self) -> None:
        assert env.read_list(NAME, default=["a", "b"]) == ["a", "b"]
        assert env.read_list(NAME) == []


class TestReadWholeNumber:
    @pytest.mark.parametrize(("value", "number"), [("3", 3), ("10", 10), (" 7 ", 7), ("007", 7)])
    def test_reads(self, monkeypatch: Patch, value: str, number: int) -> None:
        monkeypatch.setenv(NAME, value)

        assert env.read_whole_number(NAME, default=5, least=3, most=10) == number

    @pytest.mark.parametrize(
        "value", ["2", "11", "-3", "3.5", "1e1", "", "drei", "٣", "5_0", "3 4"]
    )
    def test_refuses_and_names_variable_and_bounds(self, monkeypatch: Patch, value: str) -> None:
        monkeypatch.setenv(NAME, value)

        with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be .* from 3 to 10"):
            env.read_whole_number(NAME, default=5, least=3, most=10)

    def test_gives_the_default(self) -> None:
        assert env.read_whole_number(NAME, default=5, least=3, most=10) == 5


class TestReadChoice:
    def test_reads_one_of_them(self, monkeypatch: Patch) -> None:
        monkeypatch.setenv(NAME, "INFO")

        assert env.read_choice(NAME, default="DEBUG", choices=("DEBUG", "INFO")) == "INFO"

    @pytest.mark.parametrize("value", ["info", "ALL"])
    def test_refuses_another_and_names_all_of_them(self, monkeypatch: Patch, value: str) -> None:
        monkeypatch.setenv(NAME, value)

        with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be one of: DEBUG, INFO"):
            env.read_choice(NAME, default="DEBUG", choices=("DEBUG", "INFO"))


class TestReadFernetKeys:
    def test_keeps_their_order(self, monkeypatch: Patch) -> None:
        keys = [Fernet.generate_key().decode() for _ in range(3)]
        monkeypatch.setenv(NAME, ",".join(keys))

        assert env.read_fernet_keys(NAME) == keys

    @pytest.mark.parametrize("value", ["", " , "])
    def test_refuses_none(self, monkeypatch: Patch, value: str) -> None:
        monkeypatch.setenv(NAME, value)

        with pytest.raises(ImproperlyConfigured, match=f"{NAME} is missing or empty"):
            env.read_fernet_keys(NAME)

    @pytest.mark.parametrize("wrong", ["kein-schluessel", "a" * 43, "ä" * 43 + "="])
    def test_names_the_wrong_one_by_its_place_and_never_by_itself(
        self, monkeypatch: Patch, wrong: str
    ) -> None:
        monkeypatch.setenv(NAME, f"{Fernet.generate_key().decode()},{wrong}")

        with pytest.raises(ImproperlyConfigured, match=f"{NAME}: key number 2") as caught:
            env.read_fernet_keys(NAME)

        assert wrong not in str(caught.value)


class TestReadHosts:
    def test_gives_each_its_one_spelling(self, monkeypatch: Patch) -> None:
        monkeypatch.setenv(NAME, "SOAP.Payback.at, *.MÜNZE.example,192.0.2.7,[2001:DB8::0:7]")

        assert env.read_hosts(NAME, default=[]) == [
            "soap.payback.at",
            "*.xn--mnze-0ra.example",
            "192.0.2.7",
            "2001:db8::7",
        ]

    def test_gives_the_default(self) -> None:
        assert env.read_hosts(NAME, default=["*.payback.at"]) == ["*.payback.at"]

    def test_refuses_anything_else_and_names_the_variable(self, monkeypatch: Patch) -> None:
        monkeypatch.setenv(NAME, "soap.payback.at,https://payback.at")

        with pytest.raises(ImproperlyConfigured, match=f"{NAME} must hold host names"):
            env.read_hosts(NAME, default=[])


class TestReadCertificates:
    def test_reads_several_from_a_file(self, monkeypatch: Patch, tmp_path: Path) -> None:
        pem = "".join(trustme.CA().cert_pem.bytes().decode() for _ in range(2))
        (tmp_path / "house.pem").write_text(pem)
        monkeypatch.setenv(f"{NAME}_HOUSE_FILE", str(tmp_path / "house.pem"))

        assert env.read_certificates(f"{NAME}_HOUSE") == pem.strip()

    def test_gives_nothing_for_nothing(self) -> None:
        assert env.read_certificates(NAME) == ""

    @pytest.mark.parametrize("value", ["house.pem", "-----BEGIN CERTIFICATE-----", "ä"])
    def test_refuses_anything_else_and_names_the_variable(
        self, monkeypatch: Patch, value: str
    ) -> None:
        monkeypatch.setenv(NAME, value)

        with pytest.raises(ImproperlyConfigured, match=f"{NAME} must hold certificates"):
            env.read_certificates(NAME)


class TestReadDatabase:
    def test_reads_an_address(self, monkeypatch: Patch) -> None:
        monkeypatch.setenv(NAME, "postgres://kassa:ge%2Fheim@db.example:5433/payback")

        found = env.read_database(NAME)

        assert found["ENGINE"] == "django.db.backends.postgresql"
        assert (found["USER"], found["PASSWORD"]) == ("kassa", "ge/heim")
        assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "payback")

    @pytest.mark.parametrize("value", ["sqlite:///x", "mysql://a:geheim@b/c", "db.example"])
    def test_refuses_another_engine_without_repeating_the_address(
        self, monkeypatch: Patch, value: str
    ) -> None:
        monkeypatch.setenv(NAME, value)

        with pytest.raises(ImproperlyConfigured, match=f"{NAME} must start with") as caught:
            env.read_database(NAME)

        assert value not in str(caught.value)
