"""What the workflow is compared with does the same, and the page tells what was measured."""

import sys

import numpy as np
import pytest
import torch
from conftest import ROOT

from taskcomplexity.distances.ssim import structural_similarity
from taskcomplexity.links.loops import Descent, Loops
from taskcomplexity.links.start import initial_network
from taskcomplexity.metrics.layers import Convolution
from taskcomplexity.probes.flip import flip
from taskcomplexity.probes.prune import prune

sys.path.insert(0, str(ROOT / "benchmarks"))
import page
import plain
import plain_metrics
import plain_sparse
import whole_run

WEIGHT = torch.randn(7, 31, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("level", [0.1, 0.5, 1])
def test_plain_probes_are_ours(level):
    assert torch.equal(plain.prune(WEIGHT, level), prune(WEIGHT, level))
    assert torch.equal(plain.flip(WEIGHT, level), flip(WEIGHT, level))


@pytest.mark.parametrize("kind", "ABCDEFG")
def test_plain_randomizations_keep_what_ours_keep(kind):
    found = plain.randomize(WEIGHT, kind, np.random.default_rng(0))
    assert not torch.equal(found, WEIGHT)
    assert torch.equal(found.flatten().sort().values, WEIGHT.flatten().sort().values)
    if kind in "BEF":
        assert torch.equal(found.sign(), WEIGHT.sign())
    if kind in "CE":
        assert torch.equal(found.sort(dim=0).values, WEIGHT.sort(dim=0).values)
    if kind in "DF":
        assert torch.equal(found.sort(dim=1).values, WEIGHT.sort(dim=1).values)
    if kind == "G":
        assert torch.equal(found.sign().sum(dim=0), WEIGHT.sign().sum(dim=0))
        assert torch.equal(found.sign().sum(dim=1), WEIGHT.sign().sum(dim=1))


def test_plain_distances_are_ours():
    first, second = np.random.default_rng(0).random((2, 5, 28, 28))
    ours = 1 - structural_similarity(first, second)
    np.testing.assert_allclose(plain.ssim_distances(first, second), ours, atol=1e-12)


def test_plain_training_learns():
    torch.manual_seed(0)
    target = torch.arange(200) % 2
    images = torch.randn(200, 12) + target[:, None]
    model = plain.network(8, 12)
    plain.train(model, images, target, epochs=40)
    assert plain.accuracy(model, images, target) > 0.85
    weights, signs = plain.both_accuracies(model, images, target)
    assert weights == plain.accuracy(model, images, target)
    assert 0 <= signs <= 1


@pytest.mark.filterwarnings("ignore:Sparse")
@pytest.mark.parametrize("way", [plain_sparse.Csr, plain_sparse.Masked])
def test_plain_sparse_training_is_ours(way):
    rng = np.random.default_rng(0)
    pictures = rng.integers(256, size=(60, 12), dtype=np.uint8)
    labels = rng.integers(20, size=60)
    network = initial_network(12, (11, 9), 20, 0.4, rng, rng)
    descent, inputs = Descent(0.9, 5e-4, 16), (np.arange(256) / 255 - 0.5).astype(np.float32)
    ours = Loops([network], pictures, labels, inputs, descent)
    other = way(network, pictures, labels, 1 / 255, -0.5, descent)
    for _ in range(3):
        order = rng.permutation(60)
        assert other.train_epoch(order, 0.1) == pytest.approx(
            ours.train_epoch([order], 0.1)[0], abs=1e-5
        )


def test_plain_metrics_are_ours():
    rng = np.random.default_rng(0)
    kernel, bias, images = (rng.normal(size=size) for size in ((4, 2, 3, 2), 4, (3, 2, 6, 5)))
    given = [torch.from_numpy(one)[None] for one in (kernel, bias, images)]
    layer = Convolution(*given[:2], (2, 6, 5), (1, 1), (0, 0), (1, 1))
    ours = [layer.incoming(), layer.outgoing(), layer.strength(given[2])]
    zeta = np.stack([plain_metrics.loop_zeta(kernel, bias, image) for image in images])
    ways = [[*plain_metrics.loop_strengths(kernel, bias, (2, 6, 5)), zeta]]
    for sparse in (True, False):
        toeplitz = plain_metrics.Toeplitz(kernel.shape, (2, 6, 5), sparse=sparse)
        matrix = toeplitz.matrix(kernel)
        zeta = toeplitz.zeta(matrix, bias, images.reshape(3, -1))
        ways.append([*toeplitz.strengths(matrix, bias), zeta])
    for way in ways:
        for found, expected in zip(way, ours, strict=True):
            np.testing.assert_allclose(found.ravel(), expected.flatten(), atol=1e-12)


@pytest.fixture
def run_folder(tmp_path):
    """Records of two jobs of one rule and of one figure."""
    head = "s\th:m:s\tmax_rss\n"
    for name, seconds, memory, worked in (
        ("train/mnist/a", 10, "500.0", 8),
        ("train/mnist/b", 6, "600.0", 5),
        ("figures/figure_01", 1, "NA", 0.5),
    ):
        for folder, suffix, text in (
            ("logs/benchmarks", ".tsv", f"{head}{seconds}\t0:00:10\t{memory}\n"),
            ("logs", ".log", f"something\nworked for {worked:.2f} s\n"),
        ):
            path = (tmp_path / folder / name).with_suffix(suffix)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return tmp_path


def test_the_page_tells_where_the_time_of_a_run_goes(run_folder):
    rules = whole_run.records(run_folder)
    assert rules == {
        "train": {"jobs": 2, "seconds": 16, "worked": 13, "memory": 600},
        "figure_01": {"jobs": 1, "seconds": 1, "worked": 0.5, "memory": 0},
    }
    told = page.whole_run({"rules": rules, "seconds": 10, "cores": 2})
    assert "| train | 2 | 16 | 13 | 600 |" in told
    assert "68% is work, 18% start and imports of Python, 15% the time of cores" in told


def test_the_page_tells_shares_and_ratios():
    parts = {"disturbing": 0.0005, "weights": 0.001, "signs": 0.00025}
    row = {"stage": "pruning", "unit": "model", "seconds": 0.00175, "operations": 2e8}
    told = page.stages(
        {
            "peaks": {"float32, oneDNN": 200, "int8, oneDNN": 900},
            "stages": [{**row, "plain_seconds": 0.007, "parts": parts}],
        }
    )
    assert "| pruning | model | 0.2 | 1.75 | 0.57 | 0.5 | 0.50 | 2.00 | 7 | 4.0 |" in told


def test_the_page_tells_how_far_an_epoch_is_from_the_limits():
    ours = {"way": "ours", "seconds": 0.5, "ratio": 1.0, "steps": None, "operations": 1e10}
    csr = {"way": "CSR", "seconds": 1.0, "ratio": 2.0, "steps": 30, "operations": 1e10}
    told = page.sparse({"ways": [ours, csr], "peak": 1e11, "bandwidth": 1e11, "read": 2e10})
    assert "| ours | 0.50 | 1.0 | 10.0 | 0.20 | all |" in told
    assert "| CSR | 1.00 | 2.0 | 10.0 | 0.10 | 30 |" in told
    assert "so that 0.20 s is the least, and ours takes 2.5 times that" in told


def test_the_page_tells_how_the_metrics_of_convolutions_compare():
    ours = {"way": "ours", "strengths": 0.01, "zeta": 0.19, "networks": 30, "images": 100}
    loops = {"way": "loops", "strengths": 5, "zeta": 95, "networks": 3, "images": 2}
    told = page.metrics({"networks": 30, "images": 100, "ways": [ours, loops]})
    assert "| ours | 0.01 | 0.19 | 1 | 30 | 100 |" in told
    assert "| loops | 5 | 95 | 500 | 3 | 2 |" in told
