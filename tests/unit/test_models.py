"""Ensembles: evaluation, storage, statistics."""

import itertools

import numpy as np
import pyarrow as pa
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from taskcomplexity.data.samples import Samples
from taskcomplexity.devices import DeviceError, open_device
from taskcomplexity.models import evaluation as module
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer, concatenate
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.scaling import SIGNED
from taskcomplexity.models.statistics import weight_statistics
from taskcomplexity.models.storage import (
    WeightsError,
    load_ensembles,
    save_ensembles,
    stored_blocks,
)
from taskcomplexity.scores.answers import Scores
from taskcomplexity.tables import read_tables, write_table

CPU = torch.device("cpu")


def random_ensemble(models, inputs, hidden, activation="relu", seed=0, depth=2, classes=2):
    return ensemble_of(models, (inputs, *[hidden] * (depth - 1), classes), activation, seed)


def ensemble_of(models, widths, activation="relu", seed=0):
    g = torch.Generator().manual_seed(seed)
    layers = tuple(
        Layer(
            torch.randn(models, outputs, inputs, generator=g),
            torch.randn(models, outputs, generator=g),
        )
        for inputs, outputs in itertools.pairwise(widths)
    )
    return Ensemble(layers, activation)


def random_test_images(images, inputs, seed=0, classes=2):
    g = torch.Generator().manual_seed(seed)
    return Samples(
        torch.randint(0, 256, (images, inputs), generator=g, dtype=torch.uint8),
        torch.randint(0, classes, (images,), generator=g),
    )


def logits_one_by_one(ensemble, test):
    """Logits of each model through torch.nn.Linear."""
    activation = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid}
    logits = []
    for model in range(len(ensemble)):
        modules = []
        for layer in ensemble.layers:
            linear = torch.nn.Linear(layer.weight.shape[2], layer.weight.shape[1])
            with torch.no_grad():
                linear.weight.copy_(layer.weight[model])
                linear.bias.copy_(layer.bias[model])
            modules += [linear, activation[ensemble.activation]()]
        x = (test.values.double() / 255 - 0.5) / 0.5
        logits.append(torch.nn.Sequential(*modules[:-1]).double()(x).detach())
    return torch.stack(logits)


def one_by_one(ensemble, test):
    """Accuracy of each model through torch.nn.Linear."""
    answers = logits_one_by_one(ensemble, test).argmax(dim=2)
    return (answers == test.labels).double().mean(dim=1)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize(
    ("models", "hidden", "depth", "classes"),
    [
        (1, 3, 2, 2),
        (7, 64, 2, 2),
        (20, 130, 2, 2),
        (5, 9, 3, 2),
        (3, 20, 2, 3),
        (4, 20, 4, 4),
        (3, 20, 1, 10),
    ],
)
def test_accuracy_is_that_of_plain_modules(activation, models, hidden, depth, classes):
    ensemble = random_ensemble(models, 49, hidden, activation, depth=depth, classes=classes)
    test = random_test_images(500, 49, classes=classes)
    found = Evaluation(test, classes).scores(ensemble).accuracy
    # An image in the tie of two logits to float32 precision may fall on either side.
    assert (found - one_by_one(ensemble, test)).abs().max() <= 1 / 500


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("hidden", [(16,), (12, 8)])
@pytest.mark.parametrize("classes", [3, 4])
def test_logits_of_weights_and_signs_are_those_of_plain_modules(classes, hidden, activation):
    ensemble = ensemble_of(3, (49, *hidden, classes), activation)
    test = random_test_images(300, 49, classes=classes)
    evaluation = Evaluation(test, classes)
    for models, scores in (
        (ensemble, evaluation.scores(ensemble)),
        (ensemble.map(lambda _, w: w.sign()), evaluation.signed_scores(ensemble)),
    ):
        expected = logits_one_by_one(models, test)
        assert torch.allclose(evaluation.logits(models).double(), expected, rtol=1e-5, atol=1e-4)
        # The logits of signs often tie, which rounding in the modules must not decide.
        answers = expected.round(decimals=9).argmax(dim=2)
        right = (answers == test.labels).double().mean(dim=1)
        assert (scores.accuracy - right).abs().max() <= 1 / 300


def whole_logits(ensemble, test):
    """Logits of each model's signs, times 255, in integers of 64 bits."""
    pixels = 2 * test.values.numpy().astype(np.int64) - 255
    logits = []
    for model in range(len(ensemble)):
        x = pixels
        for depth, layer in enumerate(ensemble.layers):
            weight, bias = (
                stack[model].sign().long().numpy() for stack in (layer.weight, layer.bias)
            )
            x = (np.maximum(x, 0) if depth else x) @ weight.T + 255 * bias
        logits.append(x)
    return np.stack(logits)


def whole_numbers(ensemble, test):
    """Accuracy of each model's signs in integers of 64 bits."""
    answers = whole_logits(ensemble, test).argmax(axis=2)
    return (answers == test.labels.numpy()).mean(axis=1).tolist()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(1, 140), st.integers(2, 5), st.integers(0, 2**31))
def test_signed_accuracy_is_exact_in_whole_numbers(models, hidden, classes, seed):
    test = random_test_images(200, 64, seed, classes)
    ensemble = random_ensemble(models, 64, hidden, seed=seed, classes=classes)
    ensemble = ensemble.map(lambda _, w: w.where(w.abs() > 0.5, 0))
    found = Evaluation(test, classes).signed_scores(ensemble).accuracy
    assert found.tolist() == whole_numbers(ensemble, test)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 5), st.integers(1, 140), st.integers(1, 4), st.integers(0, 2**31))
def test_signed_accuracy_is_exact_through_any_number_of_layers(models, hidden, depth, seed):
    """Sums of four layers are far above what float32 counts."""
    test = random_test_images(200, 64, seed, 3)
    ensemble = random_ensemble(models, 64, hidden, seed=seed, depth=depth, classes=3)
    ensemble = ensemble.map(lambda _, w: w.where(w.abs() > 0.5, 0))
    found = Evaluation(test, 3).signed_scores(ensemble).accuracy
    assert found.tolist() == whole_numbers(ensemble, test)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("hidden", [(12, 8), (140, 100)])
def test_signed_logits_of_two_hidden_layers_are_exact(monkeypatch, hidden, classes):
    """Small layers are counted in float32, large ones reach odd numbers that it does not hold."""
    test = random_test_images(200, 64, classes=classes)
    test.values[0] = 255
    ensemble = ensemble_of(4, (64, *hidden, classes))
    ensemble = ensemble.map(lambda _, w: w.where(w.abs() > 0.5, 0))
    for stack in ensemble.parameters().values():
        stack[0] = 1
    seen = []
    monkeypatch.setattr(module, "Scores", lambda z, labels: seen.append(z) or Scores(z, labels))
    Evaluation(test, classes).signed_scores(ensemble)
    expected = whole_logits(ensemble, test)
    assert np.array_equal(torch.cat(seen).double().numpy(), expected)
    held = np.array_equal(expected.astype(np.float32), expected)
    assert held == (hidden == (12, 8))


def test_a_tie_is_the_first_class():
    for classes in (2, 3):
        test = Samples(torch.zeros(4, 9, dtype=torch.uint8), torch.tensor([0, 0, 0, 1]))
        nothing = random_ensemble(2, 9, 3, classes=classes).map(lambda _, w: w * 0)
        assert Evaluation(test, classes).scores(nothing).accuracy.tolist() == [0.75, 0.75]
        assert Evaluation(test, classes).signed_scores(nothing).accuracy.tolist() == [0.75, 0.75]


def test_evaluation_leaves_the_precision_of_other_products_alone():
    before = torch.backends.mkldnn.matmul.fp32_precision
    test = random_test_images(50, 49)
    Evaluation(test).signed_scores(random_ensemble(2, 49, 5))
    assert torch.backends.mkldnn.matmul.fp32_precision == before


def test_forward_is_that_of_evaluation():
    ensemble, test = random_ensemble(3, 49, 8), random_test_images(100, 49)
    logits = ensemble.forward(SIGNED.floats(test.values).expand(3, -1, -1))
    assert torch.allclose(logits, Evaluation(test).logits(ensemble), atol=1e-4)
    right = (logits.argmax(dim=2) == test.labels).double().mean(dim=1)
    assert torch.allclose(right, Evaluation(test).scores(ensemble).accuracy, atol=0.011)


def test_slices_and_joins():
    ensemble = random_ensemble(5, 6, 4)
    joined = concatenate([ensemble[:2], ensemble[2:]])
    assert len(ensemble[:2]) == 2
    for name, stack in ensemble.parameters().items():
        assert torch.equal(joined.parameters()[name], stack)


BLOCK = Block("toy", (0, 1), (4,), (5, 6, 7), "easy", "easy")


def test_weights_come_back_from_disk(tmp_path):
    path = tmp_path / "w.safetensors"
    ensemble = random_ensemble(3, 6, 4, "tanh")
    save_ensembles(path, [(ensemble, BLOCK)], {"seed": 1})
    ((loaded, block),) = load_ensembles(path, CPU)
    assert block == BLOCK
    assert loaded.activation == "tanh"
    for name, stack in ensemble.parameters().items():
        assert torch.equal(loaded.parameters()[name], stack)


def test_several_tasks_come_back_from_one_file_in_order(tmp_path):
    path = tmp_path / "w.safetensors"
    written = [
        (random_ensemble(2, 6, 4), Block("toy", (2, 7), (4,), (5, 6), "pair", "2-7")),
        (
            random_ensemble(3, 6, 4, "tanh", seed=1, depth=3, classes=3),
            Block("toy", (2, 0, 1), (4, 4), (0, 1, 2), "some", "some", (True, False, True), "slow"),
        ),
        (random_ensemble(2, 6, 4, seed=2), Block("toy", (0, 12), (4,), (5, 6), "pair", "0-12")),
        (random_ensemble(2, 6, 4, seed=3), Block("toy", (0, 1), (4,), (5, 6), "pair", "0-1")),
    ]
    # Zeros of both signs, and the smallest numbers there are.
    written[1][0].layers[1].weight[0, 0] = torch.tensor([-0.0, 0.0, 1e-45, -1e-40])
    save_ensembles(path, written, {})
    assert stored_blocks(path) == [block for _, block in written]
    loaded = list(load_ensembles(path, CPU))
    for (ours, block), (theirs, same) in zip(written, loaded, strict=True):
        assert block == same
        assert ours.activation == theirs.activation
        assert list(ours.parameters()) == list(theirs.parameters())
        for name, stack in ours.parameters().items():
            assert stack.numpy().tobytes() == theirs.parameters()[name].numpy().tobytes()


def test_a_file_holds_one_task_of_a_name(tmp_path):
    twice = [(random_ensemble(3, 6, 4, seed=seed), BLOCK) for seed in (1, 2)]
    with pytest.raises(ValueError, match="several models of one name, easy"):
        save_ensembles(tmp_path / "w.safetensors", twice, {})
    assert not list(tmp_path.iterdir())


def test_tables_name_pairs_by_their_classes_and_other_tasks_by_their_names():
    pair = pa.table(Block("toy", (2, 7), (4,), (5, 6), "pair", "2-7").columns(2)).to_pandas()
    assert pair[["class_a", "class_b", "hidden"]].values.tolist() == [[2, 7, 4]] * 4
    assert pair["seed"].tolist() == [5, 6, 5, 6]
    three = Block("toy", (2, 7, 1), (12, 8), (5,), "some", "birds", (True,))
    table = pa.table(three.columns(1))
    assert table.schema.field("class_a").type == table.schema.field("hidden").type == pa.int64()
    assert table.to_pylist() == [
        {
            "dataset": "toy",
            "task": "some",
            "task_name": "birds",
            "class_a": None,
            "class_b": None,
            "hidden": 12,
            "layers": "12-8",
            "seed": 5,
            "trained": True,
        }
    ]


def test_written_tables_of_pairs_and_other_tasks_fit_together(tmp_path):
    paths = [tmp_path / "pair.parquet", tmp_path / "three.parquet"]
    blocks = [
        Block("toy", (2, 7), (4,), (5, 6), "pair", "2-7"),
        Block("toy", (2, 7, 1), (12, 8), (5, 6), "some", "birds"),
    ]
    for path, block in zip(paths, blocks, strict=True):
        models = ensemble_of(2, (6, *block.layers, len(block.classes)))
        write_table(weight_statistics(models, block), path, {})
    columns = ["class_a", "class_b", "hidden", "layers", "task_name"]
    table = read_tables(paths, columns)
    assert [field.type for field in table.schema] == [*[pa.int64()] * 3, *[pa.string()] * 2]
    assert [list(row.values()) for row in table.to_pylist()] == [
        *[[2, 7, 4, "4", "2-7"]] * 2,
        *[[None, None, 12, "12-8", "birds"]] * 2,
    ]


def test_the_same_weights_give_the_same_bytes(tmp_path):
    provenance = {"seed": 1, "versions": {"b": 2, "a": 1}}
    for number in range(8):
        save_ensembles(tmp_path / str(number), [(random_ensemble(3, 6, 4), BLOCK)], provenance)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


def test_damaged_and_foreign_weights_are_told(tmp_path):
    path = tmp_path / "w.safetensors"
    save_ensembles(path, [(random_ensemble(3, 6, 4), BLOCK)], {})
    whole = path.read_bytes()
    torch.save({"a": torch.ones(1)}, tmp_path / "pickled.pt")
    for content in (whole[:-7], b"", (tmp_path / "pickled.pt").read_bytes()):
        path.write_bytes(content)
        with pytest.raises(WeightsError, match=r"w\.safetensors: not a weights file.*Delete"):
            list(load_ensembles(path, CPU))


def test_weights_of_another_number_of_models_are_told(tmp_path):
    path = tmp_path / "w.safetensors"
    save_ensembles(path, [(random_ensemble(2, 6, 4), BLOCK)], {})
    with pytest.raises(WeightsError, match="expected 3 models"):
        list(load_ensembles(path, CPU))


def test_statistics_are_of_all_weights_and_no_biases():
    ensemble = random_ensemble(3, 6, 4)
    table = weight_statistics(ensemble, BLOCK).to_pandas()
    for model, row in table.iterrows():
        weights = np.concatenate([layer.weight[model].numpy().ravel() for layer in ensemble.layers])
        assert np.isclose(row["standard_deviation"], weights.std(ddof=1))
        assert np.isclose(row["mean"], weights.mean())
    assert list(table["seed"]) == [5, 6, 7]


def test_a_block_is_of_different_classes():
    for classes in ((1, 1), (1,), (), (-1, 1), (0, 1, 0)):
        with pytest.raises(ValueError, match="two or more different classes"):
            Block("toy", classes, (4,), (0,), "some", "some")


def test_a_missing_device_is_an_error():
    assert open_device("cpu", 1) == CPU
    with pytest.raises(DeviceError, match="unknown"):
        open_device("tpu", 1)
    for name, there in (
        ("cuda", torch.cuda.is_available()),
        ("mps", torch.backends.mps.is_available()),
    ):
        if not there:
            with pytest.raises(DeviceError, match=f"{name}.*asked for.*device: cpu"):
                open_device(name, 1)
