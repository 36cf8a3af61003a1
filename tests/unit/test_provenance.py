import sys

import pytest

from taskcomplexity import provenance


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two modules, and a script that reaches one of them through the other."""
    root = tmp_path / "taskcomplexity"
    (root / "deep").mkdir(parents=True)
    files = {
        "__init__.py": "",
        "near.py": "from taskcomplexity.deep import far\n\ndef near():\n    return far.value\n",
        "deep/__init__.py": "",
        "deep/far.py": '"""Docstring."""\nvalue = 1\n',
        "other.py": "value = 1\n",
    }
    for name, text in files.items():
        (root / name).write_text(text)
    script = tmp_path / "script.py"
    script.write_text("from taskcomplexity.near import near\nnear()\n")
    monkeypatch.setattr(provenance, "PACKAGE", root)

    def digest():
        provenance._normal_form.cache_clear()
        return provenance.code_digest(script)

    yield root, script, digest
    provenance._normal_form.cache_clear()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (
            "near.py",
            "from taskcomplexity.deep import far\n\ndef near():\n    return far.value + 1\n",
        ),
        ("deep/far.py", "value = 2\n"),
        ("deep/__init__.py", "x = 1\n"),
    ],
)
def test_an_edit_of_what_is_reached_changes_the_digest(package, file, text):
    root, _, digest = package
    before = digest()
    (root / file).write_text(text)
    assert digest() != before


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("deep/far.py", '"""Another docstring."""\n\n# a comment\nvalue = 1  # and one more\n'),
        ("other.py", "value = 2\n"),
    ],
)
def test_comments_docstrings_and_other_modules_do_not(package, file, text):
    root, _, digest = package
    before = digest()
    (root / file).write_text(text)
    assert digest() == before


def test_places_that_are_named_as_strings_are_not_reached(package):
    root, script, digest = package
    (root / "__init__.py").write_text('PLACES = {"near": "taskcomplexity.near"}\n')
    script.write_text("import taskcomplexity as tc\ntc.near()\n")
    before = digest()
    (root / "near.py").write_text("def near():\n    return 2\n")
    assert digest() == before


def test_an_edit_of_the_script_changes_the_digest(package):
    _, script, digest = package
    before = digest()
    script.write_text(script.read_text() + "near()\n")
    assert digest() != before


def test_the_record_names_versions():
    record = provenance.record(seed=1, code="abc", device="cpu", threads=2)
    assert record["versions"]["torch"].startswith("2.13")
    assert (record["seed"], record["code"], record["device"], record["threads"]) == (
        1,
        "abc",
        "cpu",
        2,
    )


def test_packages_of_some_jobs_alone_are_recorded_where_they_are_used(monkeypatch):
    import tokenizers

    monkeypatch.delitem(sys.modules, "seqeval", raising=False)
    versions = provenance.record(seed=1, code="", device="cpu", threads=1)["versions"]
    assert versions["tokenizers"] == tokenizers.__version__
    assert "seqeval" not in versions
