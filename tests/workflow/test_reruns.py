"""A change runs again what it touches, and nothing else."""

import os
import re
import shutil
import time
from collections import Counter

import pytest
from conftest import ROOT, edit, run_on_archive
from own_data import NAMES, picture_folder

pytestmark = pytest.mark.workflow

# The modules of the figures, and which of these they draw.
MODULES = [
    ("curves", ["01", "10"]),
    ("randomizations", ["02"]),
    ("recovery", ["03", "11"]),
    ("losses", ["04"]),
    ("distances", ["06"]),
    ("spread", ["07"]),
    ("accuracies", ["08"]),
]
FIGURES = [f"figure_{number}" for number in ["01", "02", "03", "04", "06", "07", "08", "10", "11"]]


def planned(done):
    """Number of jobs of each rule in a dry run, but for `all`, what stands for it and pages."""
    assert done.returncode == 0, done.stderr[-3000:]
    told = done.stdout + done.stderr
    if "Nothing to be done" in told:
        return Counter()
    table = told.split("Job stats:")[1].split("total")[0]
    jobs = Counter(
        {rule: int(count) for rule, count in re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)}
    ) - Counter(all=1, default=1)
    pages = {rule for rule in jobs if rule.startswith("page_")}
    assert not pages or jobs.keys() - pages, "no page is made again where nothing else is"
    return Counter({rule: count for rule, count in jobs.items() if rule not in pages})


def of_a_study(name, expected):
    """Number of jobs of each rule of a study; `figures` is a string of two digits for each."""
    figures = expected.pop("figures", "")
    numbers = [figures[at : at + 2] for at in range(0, len(figures), 2)]
    return Counter({**expected, **{f"{name}_figure_{number}": 1 for number in numbers}})


def jobs(*figures, **rules):
    """The jobs that are expected: rules with their numbers, and figures by their numbers."""
    return Counter({**rules, **{f"figure_{figure}": 1 for figure in figures}})


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param("", jobs(), id="nothing"),
        pytest.param("{device: cpu, seed: 20250811}", jobs(), id="the same values"),
        pytest.param(
            "probes: {flip: {fractions: [0, 0.3, 1]}}",
            jobs("01", flip=4, audit=1),
            id="a level of a probe",
        ),
        pytest.param(
            "probes: {prune: {kept: [1, 0.5, 0.1]}}",
            jobs("01", "02", "03", prune=8, audit=1),
            id="a level of pruning",
        ),
        pytest.param(
            "models: {tasks: {seeds: 6}}",
            jobs("01", "02", "03", "07", "10", train=12, prune=4, weight_statistics=2, audit=1),
            id="more seeds",
        ),
        pytest.param(
            "models: {pairs: {seeds: 4}}",
            jobs("04", "08", train=3, prune=3, randomize=3, measure_pairs=2, audit=1),
            id="more seeds of the pairs",
        ),
        pytest.param(
            "datasets: {mnist: {pairs: [[0, 7], [7, 9], [4, 9], [1, 8]]}}",
            jobs("04", "08", train=1, prune=1, randomize=1, measure_pairs=1, audit=1),
            id="another pair",
        ),
        pytest.param(
            "datasets: {fashion_mnist: {pairs: [[0, 1], [7, 9]]}}",
            jobs("04", "08", train=1, prune=1, randomize=1, measure_pairs=1, audit=1),
            id="another pair, far from the others",
        ),
        pytest.param(
            "datasets: {mnist: {pairs: [[0, 7], [7, 9]]}}",
            jobs("04", "08", train=1, prune=1, randomize=1, measure_pairs=1, audit=1),
            id="a pair less",
        ),
        pytest.param(
            "datasets: {mnist: {tasks: {hard: [4, 9]}}}",
            jobs(
                *("01", "02", "03", "07", "10", "11"),
                train=6,
                prune=4,
                noise=2,
                flip=2,
                randomize=2,
                weight_statistics=1,
                audit=1,
            ),
            id="another hard task",
        ),
        pytest.param(
            "models: {tasks: {hidden: [64, 32, [16, 8], 16]}}",
            jobs("01", "07", "10", train=8, weight_statistics=2, audit=1),
            id="another d",
        ),
        pytest.param(
            "figures: {font_size: 9}",
            Counter(dict.fromkeys(FIGURES, 1)),
            id="the style of figures",
        ),
        pytest.param(
            "complexity: {resamples: 300}",
            jobs("04", "08", measure_pairs=2, audit=1),
            id="the bootstrap",
        ),
    ],
)
def test_a_change_of_the_config(finished, config, expected):
    assert planned(finished("--dry-run", config=config)) == expected


def blocks_of_pairs(done):
    """What a dry run does to which models of pairs."""
    assert done.returncode == 0, done.stderr[-3000:]
    return re.findall(r"^Job \d+: (.* pairs\d.*)$", done.stdout + done.stderr, re.MULTILINE)


@pytest.mark.parametrize(
    ("pair", "block"), [("[1, 8]", "pairs0000-0039"), ("[8, 9]", "pairs0040-0079")]
)
def test_another_pair_runs_its_own_block_alone(finished, pair, block):
    config = f"datasets: {{mnist: {{pairs: [[0, 7], [7, 9], [4, 9], {pair}]}}}}"
    models = f"mnist {block}_d64_seeds000-001"
    assert sorted(blocks_of_pairs(finished("--dry-run", config=config))) == [
        f"Probe {models}: prune",
        f"Probe {models}: randomize",
        f"Train {models}",
    ]


def test_another_dataset_brings_its_own_chain(finished, tmp_path, toy_images):
    import numpy as np

    from taskcomplexity.data.images import ARRAYS

    path = tmp_path / "own.npz"
    np.savez(path, **{name: getattr(toy_images, name) for name in ARRAYS})
    config = f"""
datasets:
  toy:
    path: {path}
    classes: [upper, lower]
    tasks: {{easy: [0, 1], hard: [0, 1]}}
    pairs: all
"""
    expected = Counter(
        {
            **dict.fromkeys(FIGURES, 1),
            "audit": 1,
        }
    ) + jobs(
        fetch=1,
        distance_cells=1,
        distances=1,
        train=13,
        prune=9,
        noise=4,
        flip=4,
        randomize=5,
        weight_statistics=1,
        measure_pairs=1,
    )
    assert planned(finished("--dry-run", config=config)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("figures/figure_07.png", jobs("07")),
        ("probes/noise/mnist/easy_d64_seeds000-001.parquet", jobs("01", noise=1, audit=1)),
        ("complexity/mnist.parquet", jobs("04", "08", measure_pairs=1, audit=1)),
        (
            "probes/randomize/mnist/pairs0040-0079_d64_seeds000-001.parquet",
            jobs("04", "08", randomize=1, measure_pairs=1, audit=1),
        ),
        ("distances/mnist.parquet", jobs("04", "06", "08", distances=1, measure_pairs=1, audit=1)),
        ("training/mnist_weights.parquet", jobs("01", "07", "10", weight_statistics=1, audit=1)),
    ],
)
def test_a_deleted_result_is_made_again_with_what_follows(finished, name, expected):
    path = finished.path(name)
    aside = path.with_name(f"{path.name}.aside")
    path.rename(aside)
    try:
        assert planned(finished("--dry-run")) == expected
    finally:
        aside.rename(path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("figures/figure_07.png", jobs("07")),
        ("probes/noise/mnist/easy_d64_seeds000-001.parquet", jobs("01", noise=1, audit=1)),
        (
            "distances/mnist/cells0000-0039.parquet",
            jobs("04", "06", "08", distance_cells=1, distances=1, measure_pairs=1, audit=1),
        ),
        (
            "models/mnist/easy_d32_seeds000-001.safetensors",
            jobs(
                *("01", "07", "10", "11"),
                train=1,
                prune=1,
                noise=1,
                flip=1,
                randomize=1,
                weight_statistics=1,
                audit=1,
            ),
        ),
    ],
)
def test_a_damaged_result_is_made_again_with_what_follows(finished, name, expected):
    path, mine = finished.path(name), finished.path("mine.parquet")
    content = path.read_bytes()
    path.write_bytes(content[:-100])
    mine.write_text("of the user")
    before = every_file(finished.folder)
    done = finished("--dry-run")
    after = every_file(finished.folder)
    path.write_bytes(content)
    mine.unlink()
    assert planned(done) == expected
    assert f"{path.relative_to(finished.folder)} is damaged. A run makes it again" in done.stdout
    assert "mine.parquet" not in done.stdout
    assert after == before


def every_file(folder):
    """All files of a run but Snakemake's own records, with their dates and sizes."""
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file() and ".snakemake" not in path.parts
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["--summary"],
        ["--unlock"],
        ["--touch", "results/figures/figure_06.png"],
        ["--delete-all-output", "--dry-run"],
    ],
)
def test_only_a_run_sets_damage_aside(finished, arguments):
    path = finished.path("figures/figure_07.png")
    content = path.read_bytes()
    path.write_bytes(content[:-100])
    names = {path.name for path in path.parent.iterdir()}
    done = finished(*arguments)
    found = {path.name for path in path.parent.iterdir()}
    path.write_bytes(content)
    assert done.returncode == 0, done.stderr
    assert found == names


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A run over pictures of one's own whose folders of classes are links."""
    from conftest import TINY, Run

    folder = tmp_path_factory.mktemp("own")
    real = picture_folder(folder / "real", numbers=(20, 10))
    for split in ("train", "test"):
        (folder / "pictures" / split).mkdir(parents=True)
        for name in NAMES:
            (folder / "pictures" / split / name).symlink_to(real / split / name)
    config = folder / "pictures.yaml"
    config.write_text(
        "datasets: {mnist: null, fashion_mnist: null, own: {path: pictures, classes: [upper, "
        "lower], tasks: {easy: auto, hard: [0, 1]}, pairs: [[upper, lower]]}}"
    )
    run = Run(folder, (TINY, config))
    done = run("results/distances/own.parquet")
    assert done.returncode == 0, done.stderr[-3000:]
    return run


def left_by_systems(pictures):
    for hidden in (".DS_Store", "train/.DS_Store", "train/upper/._000.png", "test/lower/Thumbs.db"):
        (pictures / hidden).write_text("rewritten at every look")
    os.utime(pictures / "train/upper/000.png")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(left_by_systems, jobs(), id="hidden files and dates"),
        pytest.param(
            lambda at: (at / "train/upper/009.png").unlink(),
            jobs(fetch=1, distance_cells=1, distances=1),
            id="taken out",
        ),
        pytest.param(
            # The last of one class becomes the first of the next: their contents stay in order.
            lambda at: (at / "train/upper/008.png").rename(at / "train/lower/+.png"),
            jobs(fetch=1, distance_cells=1, distances=1),
            id="relabelled",
        ),
        pytest.param(
            lambda at: (at / "train/lower/009.png").rename(at / "test/lower/009.png"),
            jobs(fetch=1, distance_cells=1, distances=1),
            id="moved from training to test",
        ),
    ],
)
def test_a_change_of_own_pictures(own, change, expected):
    real, kept = own.folder / "real", own.folder / "kept"
    shutil.copytree(real, kept)
    change(own.folder / "pictures")
    done = own("--dry-run", "results/distances/own.parquet")
    shutil.rmtree(real)
    kept.rename(real)
    assert planned(done) == expected


def test_a_touch_of_results_and_sources_is_nothing(finished):
    for name in (
        "results/data/mnist.safetensors",
        "results/distances/mnist.parquet",
        "results/models/mnist/easy_d64_seeds000-001.safetensors",
        "results/probes/prune/mnist/pairs0000-0039_d64_seeds000-001.parquet",
    ):
        (finished.folder / name).touch()
    for path in [ROOT / "Snakefile", *(ROOT / "resources/published").rglob("*.*")]:
        path.touch()
    for folder in ("src", "workflow", "config"):
        for path in (ROOT / folder).rglob("*.*"):
            path.touch()
    assert planned(finished("--dry-run")) == Counter()


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (None, jobs()),
        ("probes/flip.py", jobs("01", "10", flip=8, audit=1)),
        *((f"studies/tasks/figures/{module}.py", jobs(*figures)) for module, figures in MODULES),
        ("studies/tasks/claims/curves.py", jobs(audit=1)),
        ("studies/language", jobs()),
        ("audit/page.html.j2", jobs(audit=1)),
        (
            "complexity/correlations.py",
            jobs("04", "08", measure_pairs=2, audit=1),
        ),
    ],
)
def test_an_edit_of_a_module_runs_the_rules_that_use_it(finished, checkout, module, expected):
    package = checkout / "src/taskcomplexity"
    if module is None:
        for path in package.rglob("*.py"):
            path.write_text(f"# a comment\n{path.read_text()}\n\n# another\n")
    elif module.endswith(".j2"):
        (package / module).write_text((package / module).read_text() + "<!-- -->")
    else:
        edit(package / module)
    done = finished("--dry-run", f"--snakefile={checkout / 'Snakefile'}")
    assert planned(done) == expected


def test_a_copy_of_results_needs_no_records(finished, tmp_path, checkout):
    """Results in a fresh clone, newer than their inputs, without the folder .snakemake."""
    again = type(finished)(tmp_path / "elsewhere")
    shutil.copytree(finished.folder / "results", again.folder / "results")
    stages = ["data", "distances", "models", "training", "probes", "complexity", "figures", "audit"]
    stages += ["pages", "index"]
    now = time.time()
    for path in (again.folder / "results").rglob("*.*"):
        stage = stages.index(path.relative_to(again.folder / "results").parts[0].split(".")[0])
        # What is made of others of its stage.
        late = stage + 0.5 * (
            path.name.endswith("_weights.parquet") or path.parent.name == "distances"
        )
        os.utime(path, (now + 10 * late, now + 10 * late))
    assert planned(again("--dry-run", f"--snakefile={checkout / 'Snakefile'}")) == Counter()


def test_what_runs_again_gives_the_same_bits(finished):
    names = [
        "models/mnist/hard_d32_seeds000-001.safetensors",
        "probes/randomize/mnist/hard_d32_seeds000-001.parquet",
        "figures/figure_11.parquet",
        "figures/figure_11.png",
        "figures/figure_11.pdf",
        "audit.parquet",
    ]
    before = {name: finished.path(name).read_bytes() for name in names}
    for name in names[:2]:
        finished.path(name).unlink()
    done = finished()
    assert done.returncode == 0, done.stderr[-3000:]
    assert {name: finished.path(name).read_bytes() for name in names} == before


def test_models_that_are_not_kept_go_and_nothing_runs_for_it(tmp_path):
    config = """
keep_models: false
datasets:
  mnist: null
  fashion_mnist: null
  own: {path: own.npz}
distances: {image_pairs: 20, most_image_pairs: 40}
"""
    run = run_on_archive(tmp_path, "complexity", config)
    assert run.path("complexity/own.parquet").exists()
    assert not list(run.path("models").rglob("*.safetensors"))
    assert planned(run("--dry-run", "complexity", config=config)) == jobs()
