"""The Python examples of README.md and docs/ run where they stand."""

import os
import re
import subprocess
import sys

import pyarrow as pa
import pytest
from conftest import ROOT
from fences import blocks

import taskcomplexity as tc
from taskcomplexity.columns import CLASS_NAMES, COMPLEXITY_COLUMNS
from taskcomplexity.tables import write_table

PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
MOST_NOT_RUN = 2
# What must hold once the examples of a page have run, by the names that they gave.
CHECKS = {
    "README.md": """
assert pruned.count_nonzero() == 13_824
assert pruned_model[3].weight.equal(pruned)
for changed in (binarized, noisy, flipped, shuffled):
    assert changed.shape == weights.shape
    assert not changed.equal(weights)
assert table["layer"].to_pylist() == ["0"] * 6 + ["3"] * 6
assert metrics["name"].tolist() == ["0", "3"]
assert len(pairs) == 3
""",
    "docs/language.md": """
levels = [0, 0, 0.5, 0.5, 0.9, 0.9]
assert table["level"].to_pylist() == levels
assert layers["layer"].to_pylist() == ["0"] * 6 + ["2"] * 6
assert layers["level"].to_pylist() == 2 * levels
""",
    "docs/metrics.md": """
assert len(table) == 41
assert (table["strength_in_mean"].notna() | (table["reason"] != "")).all()
""",
    "docs/sparse.md": """
assert logits.shape == (2_000, 2)
assert [len(layer.links) for layer in trained.layers] == [3920, 500]
""",
}


def examples(text):
    """Every block of Python of a page."""
    return [block for block in blocks(text) if block.language == "python"]


def write_examples(page, folder):
    """Write what runs of a page as one script, each line at the number that it has in the page."""
    lines = [""] * PAGES[page].count("\n")
    for block in examples(PAGES[page]):
        if not block.reason:
            code = block.code.splitlines()
            lines[block.line : block.line + len(code)] = code
    script = folder / page.replace("/", "_").replace(".md", "_md.py")
    script.write_text("\n".join(lines) + CHECKS.get(page, ""), encoding="utf-8")
    return script


def lay_tables(page, folder):
    """Put a table wherever a page reads pairs or times that a run would have left."""
    for name in set(re.findall(r"results/complexity/\w+\.parquet", PAGES[page])):
        numbers = {column: [0.5, 0.25] for column in COMPLEXITY_COLUMNS}
        names = {column: ["a", "b"] for column in CLASS_NAMES}
        write_table(pa.table({**numbers, **names}), folder / name, {"settings": {}})
    for name in set(re.findall(r'Path\("(logs/benchmarks/\w+)"\)', PAGES[page])):
        (folder / name).mkdir(parents=True)
        (folder / name / "job.tsv").write_text("s\th:m:s\n1.5\t0:00:01\n")


def run_examples(page, folder, *python, **environment):
    """Run the examples of a page in a folder, by a Python and its options."""
    lay_tables(page, folder)
    command = [*python, "-W", "error", write_examples(page, folder)]
    environment = {**os.environ, **environment}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def cases():
    """Pages with what runs of them, and every block that does not, to be told with its reason."""
    for page, text in PAGES.items():
        reasons = {block.line: block.reason for block in examples(text)}
        if not all(reasons.values()):
            yield pytest.param(page, id=page)
        for line, reason in reasons.items():
            if reason:
                told = pytest.mark.skip(reason=f"{page}, line {line}: {reason}")
                yield pytest.param(page, id=f"{page}:{line}", marks=told)


@pytest.mark.parametrize("page", list(cases()))
def test_the_examples_of_a_page_run(page, tmp_path):
    run_examples(page, tmp_path, sys.executable, PYTHONPATH=str(ROOT / "src"))


def test_all_but_a_few_examples_run():
    left_out = [block for text in PAGES.values() for block in examples(text) if block.reason]
    assert len(left_out) <= MOST_NOT_RUN
    marked = sum(len(re.findall(r"^ *<!-- *not run", text, re.M)) for text in PAGES.values())
    assert marked == len(left_out), "a mark stands elsewhere than on the line before an example"


def test_python_is_fenced_as_such_wherever_it_stands():
    """Under another name an example would be shown and never run."""
    names = {block.language for text in PAGES.values() for block in blocks(text)}
    assert not [name for name in names if "py" in name.lower() and name != "python"]


def test_the_examples_show_every_function_at_the_top():
    code = "".join(block.code for text in PAGES.values() for block in examples(text))
    assert set(tc.PLACES) <= set(re.findall(r"\btc\.(\w+)", code))


def test_checks_are_of_pages_with_examples():
    assert all(examples(PAGES[page]) for page in CHECKS)


def test_an_example_is_found_as_it_stands():
    text = """Before.

- In a list:

  ```python title="a"
  if 1:
      first = 1
  ```

<!-- not run: needs a GPU -->
```python
second = 2
```

````markdown
```python
shown = 3
```
````
"""
    first, second = examples(text)
    assert first.code == "if 1:\n    first = 1\n"
    assert text.splitlines()[first.line] == "  if 1:"
    assert (second.code, second.reason) == ("second = 2\n", "needs a GPU")
    assert [block.language for block in blocks(text)] == ["python", "python", "markdown"]
