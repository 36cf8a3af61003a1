"""The configs and commands of the page on one's own data, as they stand there, planned."""

import re
import shlex
import subprocess

import numpy as np
import pytest
from conftest import ROOT, SNAKEMAKE, environment
from own_data import rows, save_as_png, table

pytestmark = pytest.mark.workflow

PAGE = (ROOT / "docs/own-data.md").read_text()
CONFIGS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^snakemake .*$", PAGE, re.MULTILINE)
CLASSES = ("finch", "robin", "wren")


def name_of(config):
    """The file that a config of the page is written to."""
    (name,) = re.findall(r"`(\w+\.yaml)`:\n\n```yaml\n" + re.escape(config), PAGE)
    return name


NAMED = {name_of(config): config for config in CONFIGS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Pictures, tables and an archive as the page has them, and its configs."""
    folder = tmp_path_factory.mktemp("page")
    random = np.random.default_rng(2)
    for name in CLASSES:
        place = folder / "birds" / name
        place.mkdir(parents=True)
        for number in range(1, 9):
            picture = random.integers(0, 256, (12, 14, 3)).astype(np.uint8)
            save_as_png(picture, place / f"{number:03}.png")
    made = rows(30, ("iris", "lily", "rose"))
    for suffix in ("csv", "parquet"):
        table(folder / f"flowers.{suffix}", made)
    features, labels = random.normal(size=(30, 3)), np.arange(30) % 3
    np.savez(folder / "flowers.npz", features=features, labels=labels)
    table(folder / "more_flowers.csv", rows(9, ("iris", "lily", "rose"), seed=6))
    for name, config in NAMED.items():
        (folder / name).write_text(config)
    return folder


def dry(folder, command):
    """A command of the page as a dry run, in a folder of its own."""
    words = [str(folder / word) if word in NAMED else word for word in shlex.split(command)[1:]]
    return subprocess.run(
        [SNAKEMAKE, "-n", f"--directory={folder}", *words],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )


def changed(folder, name, *changes):
    """The command of a config of the page, on the same config with some words changed."""
    config = NAMED[name]
    for before, after in changes:
        assert config.count(before) == 1
        config = config.replace(before, after)
    (folder / "changed.yaml").write_text(config)
    (command,) = {one for one in COMMANDS if name in one and "complexity" in one.split()[3]}
    words = command.replace(name, str(folder / "changed.yaml"))
    return dry(folder, words)


def assert_planned(done, *rules):
    assert done.returncode == 0, done.stdout + done.stderr
    for rule in rules:
        assert re.search(rf"^{rule} +\d+$", done.stdout + done.stderr, re.MULTILINE), rule


def test_the_page_has_two_whole_configs_and_their_commands():
    assert set(NAMED) == {"birds.yaml", "flowers.yaml"}
    assert len(COMMANDS) == 4
    assert all(any(name in command for command in COMMANDS) for name in NAMED)


@pytest.mark.parametrize("command", list(dict.fromkeys(COMMANDS)))
def test_every_command_of_the_page_is_planned(folder, command):
    done = dry(folder, command)
    assert_planned(done, "fetch", "train", "prune", "randomize", "measure_pairs")
    asked = re.search(r"complexity$|results/\S+", command.split(" --configfile")[0])
    assert ("figure_04" in done.stdout) is (asked is None or asked.group() == "complexity")


def test_a_target_after_the_config_is_taken_for_a_file(folder):
    done = dry(folder, "snakemake --cores all --configfile birds.yaml complexity")
    assert done.returncode != 0


def test_every_target_of_the_page_is_planned(folder):
    rows = re.findall(r"^\| (.*?) \|.*\|$", PAGE.split("## Which target")[1], re.MULTILINE)
    targets = [name for row in rows for name in re.findall(r"`([\w./]+)`", row)]
    assert {"complexity", "all", "peers", "sensitivity", "layers", "sparse", "metrics"} <= {
        *targets
    }
    first = [name for name in targets if name not in ("sparse", "metrics")]
    done = dry(folder, f"snakemake --cores all {' '.join(first)} --configfile birds.yaml")
    assert_planned(done, "fetch", "figure_01", "figure_scalings", "figure_peers", "flip_layers")
    (section,) = re.findall(r"`(sparse: \{.*?\}\})`", PAGE)
    (folder / "sparse.yaml").write_text(NAMED["birds.yaml"] + section)
    asked = f"snakemake --cores all sparse --configfile {folder / 'sparse.yaml'}"
    assert_planned(dry(folder, asked), "sparse_train")


@pytest.mark.parametrize(
    "changes",
    [
        [("path: flowers.csv", "path: flowers.parquet")],
        [
            ("path: flowers.csv", "path: flowers.npz"),
            ("label: species         # the column of classes; not for .npz\n    ", ""),
        ],
        [("test_fraction: 0.3 ", "test_path: more_flowers.csv ")],
    ],
)
def test_the_other_forms_that_the_page_names_are_planned(folder, changes):
    assert_planned(changed(folder, "flowers.yaml", *changes), "fetch", "measure_pairs")


def test_what_the_page_leaves_open_of_pictures_is_planned(folder):
    changes = [("pairs: all", "pairs: [[robin, wren]]"), ("colour: channels", "colour: grey")]
    assert_planned(changed(folder, "birds.yaml", *changes), "fetch", "figure_04")


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)", PAGE))))
def test_pages_that_are_linked_are_there(link):
    assert (ROOT / "docs" / link).exists()
