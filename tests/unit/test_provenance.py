import sys

import pytest

from taskcomplexity import normal, provenance


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

    def forget():
        normal.normal_form.cache_clear()
        provenance._modules.cache_clear()

    def digest():
        forget()
        return provenance.code_digest(script)

    yield root, script, digest
    forget()


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


@pytest.fixture
def memory(tmp_path, monkeypatch):
    """Forms as another process finds them, in a place of their own."""
    path = tmp_path / "forms.json"
    monkeypatch.setattr(normal, "MEMORY", path)
    ends = []
    monkeypatch.setattr(normal.atexit, "register", lambda *end: ends.append(end))

    def again():
        for end, *arguments in ends:
            end(*arguments)
        ends.clear()
        normal._memory.cache_clear()
        normal.normal_form.cache_clear()

    again()
    yield path, again
    monkeypatch.undo()
    normal._memory.cache_clear()
    normal.normal_form.cache_clear()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("import taskcomplexity.near\nvalue = 1\n")
    return path


def test_what_was_parsed_once_is_parsed_by_no_process_again(memory, source, monkeypatch):
    path, again = memory
    form = normal.normal_form(source)
    again()
    assert path.exists()
    monkeypatch.setattr(normal, "_parsed", lambda *_: pytest.fail("parsed again"))
    assert normal.normal_form(source) == form
    elsewhere = source.parent / "copy" / "module.py"
    elsewhere.parent.mkdir()
    elsewhere.write_text(source.read_text())
    assert normal.normal_form(elsewhere) == form


@pytest.mark.parametrize("damage", ["", "{", '{"way": 1, "forms": {"a": 5}}', "[]"])
def test_a_damaged_memory_is_made_anew(memory, source, damage):
    path, again = memory
    form = normal.normal_form(source)
    again()
    path.write_text(damage)
    assert normal.normal_form(source) == form
    again()
    assert form.digest in path.read_text()


def test_a_memory_of_another_way_is_not_used(memory, source):
    path, again = memory
    form = normal.normal_form(source)
    again()
    told = path.read_text()
    path.write_text(told.replace(form.digest, "0" * 16).replace('"way": "', '"way": "0'))
    assert normal.normal_form(source) == form


def test_a_place_that_cannot_be_written_is_done_without(memory, source, tmp_path, monkeypatch):
    _, again = memory
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(normal, "MEMORY", blocked / "forms.json")
    form = normal.normal_form(source)
    again()
    assert normal.normal_form(source) == form
    assert blocked.read_text() == ""
