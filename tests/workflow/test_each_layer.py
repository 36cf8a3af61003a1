"""The target `layers`: deeper models, of which one layer at a time is disturbed."""

from collections import Counter

import pandas as pd
import pytest
from conftest import run_on_archive
from test_reruns import planned

pytestmark = pytest.mark.workflow

CONFIG = """
datasets:
  mnist: null
  fashion_mnist: null
  own: {path: own.npz, tasks: {easy: [0, 1], hard: [0, 1], odd: all}}
distances: {image_pairs: 20, most_image_pairs: 40}
training: {batch_size: 16}
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return run_on_archive(tmp_path_factory.mktemp("layers"), "layers", CONFIG)


def test_every_layer_has_rows_and_the_figure_shows_them(done):
    for probe in ("prune", "noise", "flip", "randomize"):
        for task in ("easy", "hard", "odd"):
            name = f"own/{task}_d12-10-8_seeds000-001.parquet"
            each = pd.read_parquet(done.path(f"probes/{probe}_layers/{name}"))
            assert sorted(set(each["layer"])) == [1, 2, 3, 4]
            whole = pd.read_parquet(done.path(f"probes/{probe}/{name}"))
            assert "layer" not in whole
            assert len(each) == 4 * len(whole)
    drawn = pd.read_parquet(done.path("figures/figure_layers_d12-10-8.parquet"))
    assert set(drawn["task"]) == {"easy", "hard", "odd"}
    assert sorted(set(drawn["layer"])) == [0, 1, 2, 3, 4]
    assert done.path("figures/figure_layers_d12-10-8.png").exists()


def test_it_is_no_part_of_all_and_a_level_reruns_its_probe_alone(done):
    assert not planned(done("--dry-run", "layers", config=CONFIG))
    more = CONFIG + "probes: {flip: {sweeps: {layers: {fractions: [0.5, 1]}}}}\n"
    assert planned(done("--dry-run", "layers", config=more)) == Counter(flip_layers=3, layers=1)
    whole = done("--dry-run", config=CONFIG)
    assert "_layers" not in whole.stdout + whole.stderr
