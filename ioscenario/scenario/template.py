"""A scenario file to start from: every form once, every lever of the pack with its value of today."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ioscenario.dimensions import LANGUAGES
from ioscenario.language import Language
from ioscenario.scenario.rationing import SHORTHANDS
from ioscenario.schemas.scenario import today

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

#: Begin remarks, and lines that may be used: without the sign they are indented as they should be.
REMARK: Final = "##"
EXAMPLE: Final = "#"

#: How much the examples add to a lever's value, so that it stays a share.
LARGEST: Final = 0.3


def template(name: str, pack: Pack, language: Language, file: str) -> str:
    """Return the text of a scenario file that decides nothing yet.

    Parameters
    ----------
    name
        Id of the scenario.
    pack
        The pack it is for.
    language
        Language of the remarks.
    file
        Name of the file, for the remark on how to check it.

    Returns
    -------
    str
        It passes ``ioscenario check`` as it is, and with every example in use.

    Examples
    --------
    >>> import ioscenario as ios
    >>> pack = ios.load("toy-chain").pack
    >>> print(template("mine", pack, Language("en"), "mine.yaml").splitlines()[3])
    name: mine
    """

    def say(key: str) -> str:
        base = pack.structure.base_year
        return f"{REMARK} " + language(f"new.scenario.{key}", pack=pack.name, file=file, base=str(base), first=base + 1)

    title = ", ".join(f"{code}: {name}" for code in LANGUAGES)
    note = ", ".join(f'{code}: "{Language(code)("new.scenario.note")}"' for code in LANGUAGES)
    head = [
        say("head"), say("check"), "",
        f"name: {name}",
        f"extends: {pack.structure.reference}",
        f"title: {{{title}}}",
        f"note: {{{note}}}", "",
        *_facts(pack, say("facts")),
        say("rationing"),
        f"{EXAMPLE}rationing: {SHORTHANDS[0]}", "",
        say("set"),
        f"{EXAMPLE}set:",
    ]  # fmt: skip
    levers = {path: item for path, item in pack.parameters.items() if item.field.lever}
    used: list[str] = []
    for form, path, written in _examples(levers, pack):
        head += [f"  {say(form)}", f"{EXAMPLE}  {path}: {written}"]
        used.append(path)
    head += [f"  {say('series')}", "", f"  {say('all')}"]
    others = [(_does(item, language), path) for path, item in levers.items() if path not in used]
    for does, group in groupby(others, key=lambda pair: pair[0]):
        head.append(f"  {REMARK} {does}")
        head += [f"{EXAMPLE}  {path}: {today(levers[path], pack)}" for _, path in group]
    return "\n".join(head) + "\n"


def _facts(pack: Pack, remark: str) -> list[str]:
    """An example of ``facts``, where the pack has any."""
    known = [str(name) for table in (pack.fact_table, pack.sources) for name in table["id"]]
    return [remark, f"{EXAMPLE}facts: [{known[0]}]", ""] if known else []


def _examples(levers: dict[str, Parameter], pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Form, path and setting, each with a lever of its own as far as there are some that any form suits."""
    first, last = pack.structure.base_year + 1, pack.structure.horizon
    middle = (first + last) // 2
    forms = {
        "constant": "20 %",
        "window": f"{{from: {first}, to: {middle}, value: 30 %}}",
        "line": f"{{{middle}: 10 %, {last}: 20 %}}",
        "steps": f"{{steps: {{{first}: 10 %, {middle}: 20 %}}}}",
        "times": f"{{times: 1.1, from: {first}}}",
        "plus": f"{{plus: 5 %, from: {middle}}}",
    }
    shares = {path: item for path, item in levers.items() if item.field.kind == "share" and _small(item)}
    scaled = next((path for path, item in shares.items() if min(item.values) > 0.0), None)
    free = iter(path for path in shares if path.startswith("policy.") and path != scaled)
    for form, setting in forms.items():
        path = scaled if form == "times" else next(free, None)
        if path is not None:
            yield form, path, setting


def _small(item: Parameter) -> bool:
    """Whether a share has room for what the examples do with it, in every year."""
    return max(item.values) + LARGEST <= item.field.bounds[1]


def _does(item: Parameter, language: Language) -> str:
    """What a lever does, in the language where the catalogue has it."""
    key = f"lever.{item.field.name}"
    return language(key) if language.code != "en" and language.has(key) else item.field.text
