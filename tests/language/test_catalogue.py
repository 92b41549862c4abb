"""The catalogue says everything in every language, and says it with the right forms."""

from __future__ import annotations

import math
import re

import pytest
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from ioscenario.charts.style import FONT
from ioscenario.dimensions import LANGUAGES, LIMITS, ORDER, TECHNOLOGIES
from ioscenario.language import Language
from ioscenario.language.catalogue import MINUS, NO_BREAK, Entry, placeholders, read_catalogue
from ioscenario.outputs import VARIABLES
from ioscenario.parameters import COSTED_LEVERS, FIELDS
from ioscenario.problems import InputError

#: Keys whose words are rightly the same in Kazakh and in Russian: signs of units, and words of both languages.
SHARED = frozenset(
    {
        "attribution.title", "chart.bullets.model", "chart.flows.exports", "chart.flows.imports", "chart.goods.exports",
        "chart.hindcast.model", "chart.history.observed", "chart.outlook.reference", "column.path",
        "dimension.scenario", "dimension.technology", "explain.formula", "hindcast.parameter", "hindcast.predicted",
        "hindcast.trend", "model", "summary.model", "summary.scenario", "target.scenario", "unit.ha.base",
        "unit.ha.million", "unit.m2.base", "unit.m2.million", "unit.m3.base", "unit.m3.billion", "unit.m3.million",
        "unit.money.billion", "unit.money.million", "unit.money.trillion", "unit.per.ha", "unit.per.m2", "unit.per.m3",
        "unit.per.t", "unit.price.billion", "unit.price.million", "unit.word.billion", "unit.word.bn", "unit.word.ha",
        "unit.word.kg", "unit.word.m2", "unit.word.m3", "unit.word.million", "unit.word.t", "variable.exports",
        "variable.imports",
    }
)

#: What a reader may see by a name in the code.
NAMED = (
    *(f"variable.{item.name}" for item in VARIABLES),
    *(f"lever.{item.name}" for item in FIELDS if item.lever),
    *(f"lever.{name}" for name in COSTED_LEVERS),
    *(f"limit.{name}" for name in LIMITS),
    *(f"technology.{name}" for name in TECHNOLOGIES),
    *(f"effect.{name}" for name in ("direct", "indirect", "induced")),
    *(f"dimension.{name}" for name in ORDER),
)


def test_catalogues_have_the_same_keys() -> None:
    keys = {code: set(read_catalogue(code)) for code in LANGUAGES}
    assert keys["ru"] == keys["en"]
    assert keys["kk"] == keys["en"]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", NAMED)
def test_every_name_of_the_registries_has_words(key: str, code: str) -> None:
    assert Language(code)(key)


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_placeholders_are_the_same_in_every_language(code: str) -> None:
    english, other = read_catalogue("en"), read_catalogue(code)
    different = {key for key in english if placeholders(english[key]) != placeholders(other[key])}
    # English units of one kind have no currency in them, and so on: none may differ.
    assert not different


def worded(entry: Entry) -> bool:
    """Whether an entry has a word of its own beside placeholders, numbers and signs."""
    texts = [entry] if isinstance(entry, str) else list(entry.values())
    return any(re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", text)) for text in texts)


def copied(code: str, of: str) -> set[str]:
    """Keys that have words, and the same words in two languages."""
    one, other = read_catalogue(code), read_catalogue(of)
    return {key for key in one if one[key] == other[key] and worded(one[key])}


def test_a_text_of_signs_alone_has_no_word() -> None:
    assert not worded("{scenario}, {year}: {value} %")
    assert worded("{value} м²")


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_nothing_is_left_in_english(code: str) -> None:
    assert not copied(code, "en")


def test_kazakh_is_copied_from_russian_only_where_the_words_are_the_same() -> None:
    found = copied("kk", "ru")
    assert not found - SHARED
    assert not SHARED - found  # an exception that is none any more is taken off the list


@pytest.mark.parametrize("code", LANGUAGES)
def test_plural_entries_have_the_forms_of_their_language(code: str) -> None:
    needed = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}, "kk": {"one", "other"}}[code]
    wrong = [key for key, entry in read_catalogue(code).items() if not isinstance(entry, str) and set(entry) != needed]
    assert not wrong


@pytest.mark.parametrize("code", LANGUAGES)
def test_font_has_every_letter(code: str) -> None:
    font = FT2Font(findfont(FontProperties(family=FONT)))
    texts = [entry if isinstance(entry, str) else "".join(entry.values()) for entry in read_catalogue(code).values()]
    letters = set("".join(texts)) | set("ӘәҒғҚқҢңӨөҰұҮүҺһІі" + MINUS + "→–²³«»" + NO_BREAK)
    assert not [letter for letter in letters if font.get_char_index(ord(letter)) == 0]


def test_unknown_language_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(InputError, match="en, ru, kk"):
        Language("de")


def test_missing_key_names_key_and_language() -> None:
    with pytest.raises(KeyError, match=r"'chart\.nothing'.*'kk'"):
        Language("kk")("chart.nothing")


def test_missing_value_names_the_placeholder() -> None:
    with pytest.raises(KeyError, match="scenario"):
        Language("ru")("chart.jobs.row", year=2030)


@pytest.mark.parametrize(("code", "expected"), [("en", "1,234,567.9"), ("ru", "1_234_567,9"), ("kk", "1_234_567,9")])
def test_numbers_have_the_digits_of_the_language(code: str, expected: str) -> None:
    assert Language(code).number(1_234_567.89, 1) == expected.replace("_", NO_BREAK)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (0.06834, "0.0683"),
        (1.4567, "1.46"),
        (2.0, "2"),
        (999.7, "1,000"),
        (25_934.2, "25,900"),
        (-3.5, "−3.5"),
    ],
)
def test_numbers_have_three_significant_digits_unless_told(value: float, expected: str) -> None:
    assert Language("en").number(value) == expected


def test_a_number_that_rounds_to_nothing_has_no_sign() -> None:
    assert Language("en").number(-0.001, 1) == "0.0"
    assert Language("en").number(-0.001, 0, signed=True) == "0"


def test_no_number_is_a_dash() -> None:
    assert Language("ru").number(math.nan) == "–"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "1 рабочее место"), (3, "3 рабочих места"), (563, "563 рабочих места"), (11, "11 рабочих мест")],
)
def test_russian_plurals(count: float, expected: str) -> None:
    assert Language("ru").quantity(count, "full-time job") == expected.replace(" ", NO_BREAK, 1)


@pytest.mark.parametrize(
    ("value", "unit", "en", "ru", "kk"),
    [
        (22_021.0, "full-time job", "22 thousand jobs", "22 тыс. рабочих мест", "22 мың жұмыс орны"),
        (259_900.0, "million KZT", "260 bn tenge", "260 млрд тенге", "260 млрд теңге"),
        (1_128_000.0, "million KZT", "1.13 trn tenge", "1,13 трлн тенге", "1,13 трлн теңге"),
        (116_100.0, "t", "116 thousand tonnes", "116 тыс. тонн", "116 мың тонна"),
        (1.5, "t", "1.5 tonnes", "1,5 тонны", "1,5 тонна"),
        (5.2e6, "m2", "5.2 million m²", "5,2 млн м²", "5,2 млн м²"),
        (28.6e6, "item", "28.6 million items", "28,6 млн штук", "28,6 млн дана"),
        (145_600.0, "ha", "146 thousand ha", "146 тыс. га", "146 мың га"),
        (3.5e9, "m3", "3.5 bn m³", "3,5 млрд м³", "3,5 млрд м³"),
        (0.0683, "1", "6.8%", "6,8 %", "6,8 %"),
        (40.0, "million ABC", "40 million ABC", "40 млн ABC", "40 млн ABC"),
        (4.0, "furlong", "4 furlong", "4 furlong", "4 furlong"),
    ],
)
def test_quantities_in_words(value: float, unit: str, en: str, ru: str, kk: str) -> None:
    shown = {code: Language(code).quantity(value, unit).replace(NO_BREAK, " ") for code in LANGUAGES}
    assert shown == {"en": en, "ru": ru, "kk": kk}


def test_scale_of_an_axis_suits_its_largest_value() -> None:
    assert Language("ru").scale([10.0, 1_500_000.0], "t") == (1e6, "млн тонн")
    assert Language("ru").scale([10.0, 20.0], "t") == (1.0, "тонн")
    assert Language("kk").scale(0.3, "1") == (0.01, "%")
