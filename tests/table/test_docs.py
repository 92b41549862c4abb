"""The examples on the page about tables are true."""

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "table.md"


def test_examples_of_the_page_run() -> None:
    text = re.sub(r"^```.*$", "", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(examples)
    assert runner.summarize(verbose=False).failed == 0
    assert len(examples.examples) > 20
