"""Card numbers as scanners deliver them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, luhn

from interfaces.payback.cards import Card, NotACard, mask_card, read_card

AUSTRIAN = "9040193103187692"
GERMAN = "3083423103187694"
GERMAN_EAN = "2403103187698"

cores = st.from_regex(r"[0-9]{9}", fullmatch=True)


def read(scan: str) -> Card:
    return read_card(scan, prefixes=("904",), issuer_prefix="904019")


def read_number(scan: str) -> str | None:
    try:
        return read(scan).number
    except NotACard:
        return None


class TestReadCard:
    def test_accepts_a_full_number(self) -> None:
        card = read(AUSTRIAN)

        assert (card.number, card.form) == (AUSTRIAN, "card")

    def test_turns_the_worked_ean_into_the_worked_number(self) -> None:
        card = read_card(GERMAN_EAN, prefixes=("308",), issuer_prefix="308342")

        assert (card.number, card.form) == (GERMAN, "ean")

    def test_accepts_a_customer_number(self) -> None:
        card = read_card(GERMAN_EAN[3:], prefixes=("308",), issuer_prefix="308342")

        assert (card.number, card.form) == (GERMAN, "customer_number")

    @pytest.mark.parametrize(
        "scan",
        [
            f"]C0{AUSTRIAN}",
            f" ]E0{AUSTRIAN}\r\n",
            f"\t{AUSTRIAN}\r",
            "9040 1931 0318 7692",
            "904019.310318.7692",
            "904019-310318769-2",
            "904019–310318769–2",
            "9040\u00a01931\u00a00318\u00a07692",
        ],
    )
    def test_ignores_what_scanners_and_people_add(self, scan: str) -> None:
        assert read(scan).number == AUSTRIAN

    @pytest.mark.parametrize(
        ("scan", "code"),
        [
            ("", "empty"),
            (" \r\n", "empty"),
            ("]E0", "empty"),
            ("90401931O3187692", "characters"),
            ("９０４０１９３１０３１８７６９２", "characters"),
            ("https://payback.at", "characters"),
            ("904019]E03103187692", "characters"),
            ("904019310318769", "length"),
            ("90401931031876922", "length"),
            (GERMAN, "prefix"),
            ("4006381333931", "prefix"),
            ("9040193103187693", "check_digit"),
            ("9040193103186792", "check_digit"),
            ("2403103187690", "check_digit"),
            ("3103187690", "check_digit"),
        ],
    )
    def test_refuses(self, scan: str, code: str) -> None:
        with pytest.raises(NotACard) as refusal:
            read(scan)

        assert refusal.value.code == code
        assert refusal.value.sentence.endswith(".")

    @given(cores)
    def test_reads_all_three_forms_of_a_core_alike(self, core: str) -> None:
        payload = "904019" + core
        full = payload + luhn.calc_check_digit(payload)
        short = "240" + core
        short += ean.calc_check_digit(short)

        numbers = {read(full).number, read(short).number, read(short[3:]).number}

        assert numbers == {full}

    @given(st.text(max_size=40) | st.from_regex(r"(\]E0)?(904019|240)?[0-9]{9,11}", fullmatch=True))
    def test_gives_a_valid_number_or_refuses(self, scan: str) -> None:
        number = read_number(scan)

        assert number is None or (number.startswith("904") and luhn.is_valid(number))

    def test_never_repeats_the_scan_in_its_refusal(self) -> None:
        with pytest.raises(NotACard) as refusal:
            read("9040193103187693")

        shown = f"{refusal.value} {refusal.value!r} {refusal.value.sentence}"

        assert "31031876" not in shown


class TestCard:
    def test_shows_itself_masked(self) -> None:
        card = read(AUSTRIAN)

        shown = f"{card} {card!r} {card.masked}"

        assert AUSTRIAN not in shown
        assert shown.count("904019******7692") == 3


class TestMaskCard:
    @pytest.mark.parametrize(
        ("number", "masked"),
        [
            ("9040190000007890", "904019******7890"),
            (GERMAN_EAN, "240310***7698"),
            ("3103187698", "**********"),
            ("", ""),
        ],
    )
    def test_keeps_six_and_four(self, number: str, masked: str) -> None:
        assert mask_card(number) == masked
