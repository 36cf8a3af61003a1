"""Ensembles: evaluation, storage, statistics."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from taskcomplexity.devices import DeviceError, open_device
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer, concatenate
from taskcomplexity.models.evaluation import Evaluation, LabelledPixels
from taskcomplexity.models.statistics import weight_statistics
from taskcomplexity.models.storage import WeightsError, load_ensemble, save_ensemble

CPU = torch.device("cpu")


def random_ensemble(models, inputs, hidden, activation="relu", seed=0, depth=2):
    g = torch.Generator().manual_seed(seed)
    widths = [inputs, *[hidden] * (depth - 1), 2]
    layers = tuple(
        Layer(
            torch.randn(models, outputs, inputs, generator=g),
            torch.randn(models, outputs, generator=g),
        )
        for inputs, outputs in itertools.pairwise(widths)
    )
    return Ensemble(layers, activation)


def random_test_images(images, inputs, seed=0):
    g = torch.Generator().manual_seed(seed)
    return LabelledPixels(
        torch.randint(0, 256, (images, inputs), generator=g, dtype=torch.uint8),
        torch.randint(0, 2, (images,), generator=g).bool(),
    )


def one_by_one(ensemble, test):
    """Accuracy of each model through torch.nn.Linear."""
    activation = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid}
    accuracies = []
    for model in range(len(ensemble)):
        modules = []
        for layer in ensemble.layers:
            linear = torch.nn.Linear(layer.weight.shape[2], layer.weight.shape[1])
            with torch.no_grad():
                linear.weight.copy_(layer.weight[model])
                linear.bias.copy_(layer.bias[model])
            modules += [linear, activation[ensemble.activation]()]
        x = (test.pixels.double() / 255 - 0.5) / 0.5
        output = torch.nn.Sequential(*modules[:-1]).double()(x)
        accuracies.append(((output[:, 1] > output[:, 0]) == test.is_b).double().mean())
    return torch.stack(accuracies).detach()


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize(
    ("models", "hidden", "depth"), [(1, 3, 2), (7, 64, 2), (20, 130, 2), (5, 9, 3)]
)
def test_accuracy_is_that_of_plain_modules(activation, models, hidden, depth):
    ensemble = random_ensemble(models, 49, hidden, activation, depth=depth)
    test = random_test_images(500, 49)
    found = Evaluation(test).scores(ensemble).accuracy
    # An image in the tie of two logits to float32 precision may fall on either side.
    assert (found - one_by_one(ensemble, test)).abs().max() <= 1 / 500


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(1, 140), st.integers(0, 2**31))
def test_signed_accuracy_is_exact_in_whole_numbers(models, hidden, seed):
    test = random_test_images(200, 64, seed)
    ensemble = random_ensemble(models, 64, hidden, seed=seed)
    ensemble = ensemble.map(lambda _, w: w.where(w.abs() > 0.5, 0))
    pixels = 2 * test.pixels.numpy().astype(np.int64) - 255
    for model, found in enumerate(Evaluation(test).signed_scores(ensemble).accuracy):
        first, second = (
            (layer.weight[model].sign().long().numpy(), layer.bias[model].sign().long().numpy())
            for layer in ensemble.layers
        )
        h = np.maximum(pixels @ first[0].T + 255 * first[1], 0)
        z = h @ second[0].T + 255 * second[1]
        assert found == ((z[:, 1] > z[:, 0]) == test.is_b.numpy()).mean()


def test_a_tie_is_the_first_class():
    test = LabelledPixels(torch.zeros(4, 9, dtype=torch.uint8), torch.tensor([0, 0, 0, 1]).bool())
    nothing = random_ensemble(2, 9, 3).map(lambda _, w: w * 0)
    assert Evaluation(test).scores(nothing).accuracy.tolist() == [0.75, 0.75]
    assert Evaluation(test).signed_scores(nothing).accuracy.tolist() == [0.75, 0.75]


def test_evaluation_leaves_the_precision_of_other_products_alone():
    before = torch.backends.mkldnn.matmul.fp32_precision
    test = random_test_images(50, 49)
    Evaluation(test).signed_scores(random_ensemble(2, 49, 5))
    assert torch.backends.mkldnn.matmul.fp32_precision == before


def test_forward_is_that_of_evaluation():
    ensemble, test = random_ensemble(3, 49, 8), random_test_images(100, 49)
    logits = ensemble.forward(test.scaled().expand(3, -1, -1))
    right = ((logits[..., 1] > logits[..., 0]) == test.is_b).double().mean(dim=1)
    assert torch.allclose(right, Evaluation(test).scores(ensemble).accuracy, atol=0.011)


def test_slices_and_joins():
    ensemble = random_ensemble(5, 6, 4)
    joined = concatenate([ensemble[:2], ensemble[2:]])
    assert len(ensemble[:2]) == 2
    for name, stack in ensemble.parameters().items():
        assert torch.equal(joined.parameters()[name], stack)


BLOCK = Block("toy", "easy", 0, 1, 4, (5, 6, 7))


def test_weights_come_back_from_disk(tmp_path):
    path = tmp_path / "w.safetensors"
    ensemble = random_ensemble(3, 6, 4, "tanh")
    save_ensemble(path, ensemble, BLOCK, {"seed": 1})
    loaded, block = load_ensemble(path, CPU)
    assert block == BLOCK
    assert loaded.activation == "tanh"
    for name, stack in ensemble.parameters().items():
        assert torch.equal(loaded.parameters()[name], stack)


def test_the_same_weights_give_the_same_bytes(tmp_path):
    provenance = {"seed": 1, "versions": {"b": 2, "a": 1}}
    for number in range(8):
        save_ensemble(tmp_path / str(number), random_ensemble(3, 6, 4), BLOCK, provenance)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


def test_damaged_and_foreign_weights_are_told(tmp_path):
    path = tmp_path / "w.safetensors"
    save_ensemble(path, random_ensemble(3, 6, 4), BLOCK, {})
    whole = path.read_bytes()
    torch.save({"a": torch.ones(1)}, tmp_path / "pickled.pt")
    for content in (whole[:-7], b"", (tmp_path / "pickled.pt").read_bytes()):
        path.write_bytes(content)
        with pytest.raises(WeightsError, match=r"w\.safetensors: not a weights file.*Delete"):
            load_ensemble(path, CPU)


def test_weights_of_another_number_of_models_are_told(tmp_path):
    path = tmp_path / "w.safetensors"
    save_ensemble(path, random_ensemble(2, 6, 4), BLOCK, {})
    with pytest.raises(WeightsError, match="expected 3 models"):
        load_ensemble(path, CPU)


def test_statistics_are_of_all_weights_and_no_biases():
    ensemble = random_ensemble(3, 6, 4)
    table = weight_statistics(ensemble, BLOCK).to_pandas()
    for model, row in table.iterrows():
        weights = np.concatenate([layer.weight[model].numpy().ravel() for layer in ensemble.layers])
        assert np.isclose(row["standard_deviation"], weights.std(ddof=1))
        assert np.isclose(row["mean"], weights.mean())
    assert list(table["seed"]) == [5, 6, 7]


def test_a_block_is_of_two_classes_in_order():
    for pair in ((1, 1), (2, 1), (-1, 1)):
        with pytest.raises(ValueError, match="two different classes in order"):
            Block("toy", "easy", *pair, 4, (0,))


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
