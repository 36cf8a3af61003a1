"""The target `metrics` on small pictures of the user's own."""

from collections import Counter

import pandas as pd
import pytest
from conftest import Run, edit
from own_data import archive
from test_reruns import of_a_study, planned

pytestmark = pytest.mark.workflow

CONFIG = """
datasets:
  mnist: null
  fashion_mnist: null
  kmnist: null
  emnist_letters: null
  cifar10: null
  halves: {{path: {path}, classes: [upper, lower]}}
metrics:
  networks: 3
  networks_per_job: 3
  samples: 30
  held_out: 20
  training:
    fc: {{epochs: 2, batch_size: 16}}
    ae: {{epochs: 2, batch_size: 16}}
    cnn: {{epochs: 2, batch_size: 16}}
    rnn: {{epochs: 2, batch_size: 16}}
  datasets:
    halves:
      classes: all
      initial_sd: 0.1
      widths: {{fc_3: [8], ae_3: [6], cnn_3: [2], rnn_3: [5]}}
      targets:
        fc: {{measure: accuracy, range: [0.6, 1], stops: true}}
      training: {{}}
      cells:
        fc_3_sigmoid: {{}}
        ae_3_sigmoid: {{}}
        cnn_3_sigmoid: {{}}
        rnn_3_sigmoid: {{learning_rate: 0.01}}
  pruning: {{kept: [1, 0.5], draws: 2, test_images: all}}
"""
CELLS = ("fc_3_sigmoid", "ae_3_sigmoid", "cnn_3_sigmoid", "rnn_3_sigmoid")
KINDS = ("training", "weights", "performance", "layers", "quantiles", "neurons", "pruned")
BLOCK = "halves/{}_seeds000-002"


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The target `metrics`, run once from nothing to the end."""
    folder = tmp_path_factory.mktemp("metrics")
    own = folder / "config.yaml"
    path = archive(folder / "halves.npz", numbers=(120, 40))
    own.write_text(CONFIG.format(path=path))
    run = Run(folder, (own,))
    done = run("metrics")
    assert done.returncode == 0, done.stderr[-5000:]
    return run


def test_nothing_is_left_to_do(grown):
    assert planned(grown("metrics", "--dry-run")) == Counter()
    assert not list(grown.folder.rglob("*.part*"))


def test_every_cell_has_its_networks_in_every_table(grown):
    for kind in KINDS:
        for cell in CELLS:
            table = pd.read_parquet(grown.path(f"metrics/{kind}/{BLOCK.format(cell)}.parquet"))
            assert set(table["seed"]) == {0, 1, 2}
            assert set(table["cell"]) == {cell}
    found = pd.read_parquet(grown.path("metrics/table_1.parquet"))
    assert set(found["cell"]) == {"", *CELLS}
    assert {path.stem for path in grown.path("metrics/figures").glob("*.png")} == {
        f"figure_0{number}" for number in (2, 3, 6, 7)
    }
    verdicts = pd.read_parquet(grown.path("metrics/audit.parquet"))["verdict"]
    assert not len(verdicts), "no claim is about pictures of one's own"
    assert grown.path("metrics/maps/halves/rnn_3_sigmoid_seeds000-002.parquet").exists()


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param(
            "metrics: {samples: 20}",
            {
                **{"metrics_measure": 4, "metrics_prune": 4, "metrics_maps": 1},
                **{"metrics_tellapart": 1, "figures": "02030607", "metrics_audit": 1},
            },
            id="samples",
        ),
        pytest.param(
            "metrics: {datasets: {halves: {cells: {cnn_3_sigmoid: {learning_rate: 0.02}}}}}",
            {
                **{"metrics_train": 1, "metrics_measure": 1, "metrics_prune": 1},
                **{"metrics_table_1": 1, "metrics_tellapart": 1},
                **{"figures": "0207", "metrics_audit": 1},
            },
            id="how networks of a cell are trained",
        ),
        pytest.param(
            "metrics: {datasets: {halves: {cells: {fc_3_linear: {}}}}}",
            {
                **{"metrics_train": 1, "metrics_measure": 1, "metrics_prune": 1},
                **{"metrics_table_1": 1, "metrics_tellapart": 1},
                **{"figures": "", "metrics_audit": 1},
            },
            id="another cell",
        ),
        pytest.param(
            "metrics: {networks: 4}",
            {
                **{"metrics_train": 4, "metrics_measure": 4, "metrics_prune": 4},
                **{"metrics_maps": 1, "metrics_table_1": 1, "metrics_tellapart": 1},
                **{"figures": "02030607", "metrics_audit": 1},
            },
            id="more networks",
        ),
        pytest.param(
            "metrics: {pruning: {draws: 3}}", {"metrics_prune": 4, "metrics_audit": 1}, id="draws"
        ),
    ],
)
def test_a_change_of_the_config(grown, config, expected):
    done = grown("metrics", "--dry-run", config=config)
    assert planned(done) - Counter(metrics=1) == of_a_study("metrics", expected)


def test_an_edit_of_what_is_measured_is_nothing_to_the_training(grown, checkout):
    edit(checkout / "src/taskcomplexity/metrics/signals.py")
    done = grown("metrics", "--dry-run", f"--snakefile={checkout / 'Snakefile'}")
    found = planned(done)
    assert found["metrics_measure"] == 4
    assert not found["metrics_train"]


def test_what_runs_again_gives_the_same_bits(grown):
    names = [f"metrics/models/{BLOCK.format('cnn_3_sigmoid')}.safetensors"]
    names += [f"metrics/{kind}/{BLOCK.format('cnn_3_sigmoid')}.parquet" for kind in KINDS[:6]]
    before = {name: grown.path(name).read_bytes() for name in names}
    for name in names:
        grown.path(name).unlink()
    done = grown(*(f"results/{name}" for name in names))
    assert done.returncode == 0, done.stderr[-3000:]
    assert {name: grown.path(name).read_bytes() for name in names} == before


def test_what_cannot_be_done_is_told_before_any_job(empty):
    config = "metrics: {datasets: {mnist: {cells: {fc_4_relu: {}, gru_3_relu: {}}}}}"
    done = empty("metrics", config=config)
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "give `metrics.datasets.mnist.widths.fc_4` a list of 2" in told
    assert "has the architecture 'gru'; allowed: fc, ae, cnn, rnn" in told
    assert "Traceback" not in told
    assert not (empty.folder / "results").exists()


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("metrics: {samples: 101}", "101 are more than the 100 training images of halves"),
        # How many images some classes have, is not known before they are read.
        (
            "metrics: {samples: 101, datasets: {halves: {classes: [upper, lower]}}}",
            "101 samples are asked for and halves has 100 training images left",
        ),
    ],
)
def test_too_few_samples_are_told_before_training(grown, tmp_path, config, told):
    target = f"results/metrics/models/{BLOCK.format('fc_3_sigmoid')}.safetensors"
    done = Run(tmp_path, grown.configs)(target, config=config)
    assert done.returncode != 0
    assert told in done.stdout + done.stderr
    assert not (tmp_path / target).exists()
