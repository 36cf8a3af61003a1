import dataclasses
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from taskcomplexity.columns import PROBE_COLUMNS
from taskcomplexity.data.images import Images
from taskcomplexity.data.samples import Samples, pick_task
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.scaling import SIGNED
from taskcomplexity.models.storage import save_ensembles
from taskcomplexity.probes.drive import disturb_ensemble
from taskcomplexity.probes.measure import measure, probe_files
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.probes.prune import prune
from taskcomplexity.probes.ranking import count_of, rank, rank_each
from taskcomplexity.streams import torch_generator

values = st.floats(-4, 4, width=32).map(lambda x: round(x, 1))
weights = arrays(np.float32, array_shapes(max_dims=3, max_side=6), elements=values).map(
    torch.tensor
)
fractions = st.floats(0, 1)


def brute_force(layer, kept, largest_first=False):
    """Prune with plain Python: sort the places by magnitude, zero the first of them."""
    flat = layer.flatten().tolist()
    places = sorted(
        range(len(flat)), key=lambda i: -abs(flat[i]) if largest_first else abs(flat[i])
    )
    for place in places[: len(flat) - int(kept * len(flat) + 1e-9)]:
        flat[place] = 0.0
    return torch.tensor(flat).view(layer.shape)


@given(weights, fractions)
def test_pruning_is_sorting_and_zeroing(layer, kept):
    assert torch.equal(prune(layer, kept), brute_force(layer, kept))
    largest = prune(layer, kept, rank(layer, "largest"))
    assert torch.equal(largest, brute_force(layer, kept, largest_first=True))


@given(weights.map(lambda w: torch.where(w == 0, 0.05, w)), fractions)
def test_the_kept_count_is_exact(layer, kept):
    for selection in ("smallest", "largest", "random"):
        ranking = rank(layer, selection, torch_generator(0, "x"))
        pruned = prune(layer, kept, ranking)
        assert pruned.count_nonzero() == count_of(kept, layer.numel())
        assert torch.equal(pruned[pruned != 0], layer[pruned != 0])


@given(weights, fractions, fractions)
def test_what_is_removed_stays_removed(layer, one, other):
    less, more = sorted((one, other))
    for selection in ("smallest", "largest", "random"):
        ranking = rank(layer, selection, torch_generator(0, "x"))
        assert torch.equal(
            prune(prune(layer, more, ranking), less, ranking), prune(layer, less, ranking)
        )


@given(weights, fractions)
def test_signs_after_pruning_are_plus_minus_one_or_zero(layer, kept):
    pruned = prune(layer, kept)
    signs = pruned.sign()
    assert set(signs.unique().tolist()) <= {-1, 0, 1}
    assert torch.equal(signs == 0, pruned == 0)


@given(weights, fractions)
def test_a_stack_is_pruned_layer_by_layer(layer, kept):
    stack = torch.stack([layer, -layer.flip(0), layer * 2])
    together = prune(stack, kept, rank_each(stack))
    assert torch.equal(together, torch.stack([prune(layer, kept) for layer in stack]))


@pytest.mark.parametrize(
    ("fraction", "size", "count"),
    [(0.29, 100, 29), (0.57, 100, 57), (1, 7, 7), (0, 7, 0), (0.999, 7, 6), (0.005, 50176, 250)],
)
def test_counts_are_rounded_down_as_in_decimal(fraction, size, count):
    assert count_of(fraction, size) == count


def test_what_cannot_be_ranked_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1, found 1.5"):
        prune(torch.ones(3), 1.5)
    with pytest.raises(ValueError, match="needs a generator"):
        rank(torch.ones(3), "random")
    with pytest.raises(ValueError, match="smallest, largest, random"):
        rank(torch.ones(3), "smalest")


BLOCK = Block("toy", (0, 1), (5,), (2, 3, 4), "easy", "easy")


@pytest.fixture
def ensemble():
    g = torch.Generator().manual_seed(1)
    layers = (
        Layer(torch.randn(3, 5, 16, generator=g), torch.randn(3, 5, generator=g)),
        Layer(torch.randn(3, 2, 5, generator=g), torch.randn(3, 2, generator=g)),
    )
    return Ensemble(layers)


@pytest.fixture
def evaluation():
    g = torch.Generator().manual_seed(2)
    pixels = torch.randint(0, 256, (60, 16), generator=g, dtype=torch.uint8)
    return Evaluation(Samples(pixels, torch.arange(60) % 2))


def sweep_of(ensemble, block, root_seed=0, **settings):
    return disturb_ensemble(PROBES["prune"], ensemble, block, settings, root_seed)


def test_a_sweep_ranks_weights_and_biases_each_within_itself(ensemble):
    sweep = sweep_of(ensemble, BLOCK, selections=["smallest", "random"], kept=[1, 0.4])
    told = [(one.step.kind, one.step.level, one.step.draw) for one in sweep]
    assert told == [
        ("smallest", 0, 0),
        ("smallest", 0.6, 0),
        ("random", 0, 0),
        ("random", 0.6, 0),
    ]
    one = next(sweep_of(ensemble, BLOCK, selections=["smallest"], kept=[0.4]))
    for name, stack in one.ensemble.parameters().items():
        for model, layer in enumerate(ensemble.parameters()[name]):
            assert torch.equal(stack[model], brute_force(layer, 0.4))


def test_random_pruning_of_a_model_does_not_depend_on_its_block(ensemble):
    def removed(some, of):
        sweep = sweep_of(some, of, root_seed=9, selections=["random"], kept=[0.5])
        return next(sweep).ensemble.layers[0].weight

    assert torch.equal(removed(ensemble, BLOCK)[1:], removed(ensemble[1:], BLOCK[1:]))
    assert not torch.equal(removed(ensemble, BLOCK)[0] == 0, removed(ensemble, BLOCK)[1] == 0)


def test_a_table_has_a_row_per_level_variant_and_model(ensemble, evaluation):
    def sweep():
        return sweep_of(ensemble, BLOCK, selections=["smallest"], kept=[1, 0.5])

    table = measure(PROBES["prune"], sweep(), BLOCK, evaluation)
    assert tuple(table.column_names) == PROBE_COLUMNS
    frame = table.to_pandas()
    assert len(frame) == 2 * 2 * 3
    for one in sweep():
        for variant, accuracy in (
            ("weights", evaluation.scores(one.ensemble).accuracy),
            ("signs", evaluation.signed_scores(one.ensemble).accuracy),
        ):
            rows = frame[(frame["level"] == one.step.level) & (frame["variant"] == variant)]
            assert rows["accuracy"].tolist() == accuracy.tolist()
            assert rows["seed"].tolist() == [2, 3, 4]


def test_a_job_probes_the_seeds_it_is_told(tmp_path, toy_images):
    g = torch.Generator().manual_seed(3)
    layers = (
        Layer(torch.randn(3, 5, 144, generator=g), torch.randn(3, 5, generator=g)),
        Layer(torch.randn(3, 2, 5, generator=g), torch.randn(3, 2, generator=g)),
    )
    path = tmp_path / "w.safetensors"
    save_ensembles(path, [(Ensemble(layers), BLOCK)], {})
    sweeps = [
        {"selections": ["smallest"], "kept": [1.0], "seeds": [2, 4]},
        {"selections": ["largest"], "kept": [0.5], "seeds": [2, 3]},
    ]
    frame = probe_files(
        PROBES["prune"], [path], toy_images, sweeps, 0, torch.device("cpu")
    ).to_pandas()
    by_kind = frame.groupby("kind")["seed"].unique().map(list).to_dict()
    assert by_kind == {"smallest": [2, 3, 4], "largest": [2, 3]}


def test_models_of_any_task_and_depth_are_probed(tmp_path):
    """Three classes, two hidden layers, beside a pair in the same file, against plain products."""
    rng = np.random.default_rng(4)
    labels = np.repeat(np.arange(4), 15).astype(np.uint8)
    pixels = rng.integers(0, 256, (60, 4, 4)).astype(np.uint8)
    images = Images(pixels, labels, pixels, labels, classes=tuple("abcd"))
    g = torch.Generator().manual_seed(3)

    def models(*widths):
        return Ensemble(
            tuple(
                Layer(torch.randn(2, n, m, generator=g), torch.randn(2, n, generator=g))
                for m, n in pairwise(widths)
            )
        )

    blocks = (
        (models(16, 6, 5, 3), Block("toy", (2, 0, 3), (6, 5), (0, 1), "some", "three")),
        (models(16, 6, 2), Block("toy", (1, 3), (6,), (0, 1), "pair", "1-3")),
    )
    path = tmp_path / "w.safetensors"
    save_ensembles(path, blocks, {})
    sweeps = [{"selections": ["smallest"], "kept": [1.0, 0.4], "seeds": [0, 1]}]
    frame = probe_files(PROBES["prune"], [path], images, sweeps, 0, torch.device("cpu")).to_pandas()
    assert len(frame) == 2 * 2 * 2 * 2
    for row in frame.itertuples():
        ensemble, block = blocks[["three", "1-3"].index(row.task_name)]
        chosen = np.isin(labels, block.classes)
        x = torch.tensor(2.0 * pixels[chosen].reshape(-1, 16) / 255 - 1)
        for depth, layer in enumerate(ensemble.layers):
            weight, bias = (
                prune(stack[row.seed], 1 - row.level) for stack in (layer.weight, layer.bias)
            )
            if row.variant == "signs":
                weight, bias = weight.sign(), bias.sign()
            x = (x.relu() if depth else x) @ weight.double().T + bias.double()
        answers = np.array(block.classes)[x.argmax(dim=1)]
        assert row.accuracy == (answers == labels[chosen]).mean()
        assert row.chance == pytest.approx(1 / len(block.classes))
        assert (pd.isna(row.class_a), row.layers) == (
            len(block.classes) > 2,
            "-".join(map(str, block.layers)),
        )


@pytest.mark.parametrize(
    ("probe", "sweep"),
    [
        ("prune", {"selections": ["smallest", "random"], "kept": [1.0, 0.4]}),
        ("noise", {"amplitudes": [0.5], "draws": 2}),
        ("randomize", {"kinds": ["B"], "kept": [1.0]}),
    ],
)
def test_one_layer_at_a_time_leaves_the_others_as_they_are(tmp_path, toy_images, probe, sweep):
    g = torch.Generator().manual_seed(3)
    layers = tuple(
        Layer(torch.randn(3, n, m, generator=g), torch.randn(3, n, generator=g))
        for m, n in pairwise((144, 7, 6, 2))
    )
    ensemble, block = Ensemble(layers), dataclasses.replace(BLOCK, layers=(7, 6))
    path = tmp_path / "w.safetensors"
    save_ensembles(path, [(ensemble, block)], {})
    sweeps = [{**sweep, "seeds": [2, 4]}]
    each = probe_files(
        PROBES[probe], [path], toy_images, sweeps, 0, torch.device("cpu"), each_layer=True
    ).to_pandas()
    assert set(each["layer"]) == {1, 2, 3}
    test = pick_task(toy_images, (0, 1), torch.device("cpu")).test
    evaluation = Evaluation(test, 2, SIGNED)
    for layer, ofs in each.groupby("layer"):
        for one in disturb_ensemble(PROBES[probe], ensemble, block, sweep, 0, layer):
            for depth, (before, after) in enumerate(
                zip(layers, one.ensemble.layers, strict=True), start=1
            ):
                same = torch.equal(before.weight, after.weight) and torch.equal(
                    before.bias, after.bias
                )
                assert same or depth == layer
                assert not same or depth != layer or one.step.level == 0
            changed = one.ensemble.layers[layer - 1]
            signs = Layer(changed.weight.sign(), changed.bias.sign())
            binarized = Ensemble((*layers[: layer - 1], signs, *layers[layer:]))
            for variant, expected in (("weights", one.ensemble), ("signs", binarized)):
                rows = ofs[
                    (ofs["kind"] == one.step.kind)
                    & (ofs["level"] == one.step.level)
                    & (ofs["draw"] == one.step.draw)
                    & (ofs["variant"] == variant)
                ]
                assert rows["accuracy"].tolist() == evaluation.scores(expected).accuracy.tolist()


@pytest.mark.parametrize(
    ("kinds", "different"), [(["B", "E", "F"], 2), (["A"], 6)], ids=["the same signs", "others"]
)
def test_the_same_signs_are_scored_once(ensemble, evaluation, monkeypatch, kinds, different):
    sweep = {"kinds": kinds, "kept": [1.0, 0.4], "draws": 3}
    probe, score, scored = PROBES["randomize"], evaluation.signed_scores, []
    monkeypatch.setattr(
        evaluation, "signed_scores", lambda some: scored.append(some) or score(some)
    )
    steps = list(disturb_ensemble(probe, ensemble, BLOCK, sweep, 0))
    found = measure(probe, steps, BLOCK, evaluation).to_pandas()
    assert len(scored) == different
    found = found[found["variant"] == "signs"]
    for name in ("accuracy", "balanced_accuracy", "auc", "loss"):
        expected = [getattr(score(one.ensemble), name).numpy() for one in steps]
        assert found[name].tolist() == np.concatenate(expected).tolist()


def test_what_is_removed_of_a_layer_alone_is_what_is_removed_of_it_with_the_others():
    g = torch.Generator().manual_seed(3)
    ensemble = Ensemble(
        tuple(
            Layer(torch.randn(3, n, m, generator=g), torch.randn(3, n, generator=g))
            for m, n in pairwise((8, 7, 6, 2))
        )
    )
    block, sweep = dataclasses.replace(BLOCK, layers=(7, 6)), {"kept": [0.4]}
    (whole,) = disturb_ensemble(PROBES["prune"], ensemble, block, sweep, 0)
    for layer in (1, 2, 3):
        (alone,) = disturb_ensemble(PROBES["prune"], ensemble, block, sweep, 0, layer)
        assert torch.equal(
            alone.ensemble.layers[layer - 1].weight, whole.ensemble.layers[layer - 1].weight
        )
