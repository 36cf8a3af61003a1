import dataclasses
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.data.samples import pick_task
from taskcomplexity.devices import flushing
from taskcomplexity.models.block import Block
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.scaling import SCALINGS, SIGNED, STORED, scaling_name
from taskcomplexity.training import adam
from taskcomplexity.training import train as module
from taskcomplexity.training.blank import BlankInputs
from taskcomplexity.training.train import (
    Settings,
    TrainingError,
    history_table,
    initial_ensemble,
    learned,
    train,
)

CPU = torch.device("cpu")
SETTINGS = Settings(epochs=3, batch_size=37, learning_rate=0.01, activation="relu", keep="last")
BLOCK = Block("toy", (0, 1), (16,), (0, 1, 2, 3, 4), "easy", "easy")
ROOT_SEED = 11


@pytest.fixture(scope="module")
def task(toy_images):
    return pick_task(toy_images, (0, 1), CPU)


@pytest.fixture(scope="module")
def four_classes():
    """Images of 12 x 12 with a bright quarter each, in noise."""
    rng = np.random.default_rng(8)

    def draw(count):
        labels = rng.integers(4, size=count).astype(np.uint8)
        images = rng.integers(0, 120, size=(count, 2, 6, 2, 6))
        for image, label in zip(images, labels, strict=True):
            image[label // 2, :, label % 2] += 20
        return images.reshape(count, 12, 12).astype(np.uint8), labels

    return Images(*draw(300), *draw(200), classes=("a", "b", "c", "d"))


def plain_training(block, task, model, settings, scaling=SIGNED):
    """Train one model the usual way: modules, a shuffled loop, Adam, cosine annealing."""
    alone = block[model : model + 1]
    start = initial_ensemble(alone, 144, settings.activation, ROOT_SEED)
    activation = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}[settings.activation]
    modules = []
    for inputs, outputs in pairwise((144, *block.layers, len(block.classes))):
        modules += [nn.Linear(inputs, outputs), activation()]
    network = nn.Sequential(*modules[:-1], nn.LogSoftmax(dim=1))
    with torch.no_grad():
        for linear, layer in zip(network[:-1:2], start.layers, strict=True):
            linear.weight.copy_(layer.weight[0])
            linear.bias.copy_(layer.bias[0])
    if not settings.first_bias:
        network[0].bias.requires_grad_(False).zero_()
    optimizer = torch.optim.Adam(
        [parameter for parameter in network.parameters() if parameter.requires_grad],
        lr=settings.learning_rate,
        weight_decay=settings.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, settings.epochs)
    images, target = scaling.floats(task.train.values), task.train.labels
    order = alone.generators(ROOT_SEED, "batches")[0]
    losses, accuracies = [], []
    for _ in range(settings.epochs):
        total = 0.0
        for batch in torch.randperm(len(images), generator=order).split(settings.batch_size):
            loss = nn.functional.nll_loss(network(images[batch]), target[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        schedule.step()
        losses.append(total / len(images))
        with torch.no_grad():
            answer = network(scaling.floats(task.test.values)).argmax(dim=1)
        accuracies.append((answer == task.test.labels).double().mean().item())
    return network, losses, accuracies


@pytest.fixture(scope="module")
def framed_task(toy_images):
    """The task with a blank frame in the training images, a third of it used in the test images."""
    train, test = toy_images.train_images.copy(), toy_images.test_images.copy()
    for images, sides in ((train, (0, 1, 11)), (test, (0, 11))):
        images[:, sides] = 0
    return pick_task(
        dataclasses.replace(toy_images, train_images=train, test_images=test), (0, 1), CPU
    )


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_an_ensemble_trains_as_each_model_alone(task, activation):
    assert_trains_as_each_model_alone(BLOCK, task, activation)


@pytest.mark.parametrize(
    ("classes", "layers", "activation"),
    [
        ((0, 1), (), "relu"),
        ((0, 1), (12, 8), "relu"),
        ((1, 2, 3), (16,), "relu"),
        ((1, 2, 3), (12, 8), "relu"),
        ((3, 0, 2, 1), (16,), "relu"),
        ((3, 0, 2, 1), (12, 8), "relu"),
        ((3, 0, 2, 1), (10, 6, 5), "relu"),
        ((1, 2, 3), (12, 8), "tanh"),
        ((3, 0, 2, 1), (12, 8), "sigmoid"),
    ],
)
def test_any_number_of_classes_and_layers_trains(four_classes, classes, layers, activation):
    block = Block("toy", classes, layers, (0, 1, 2), "some", "some")
    task = pick_task(four_classes, classes, CPU)
    assert_trains_as_each_model_alone(block, task, activation)


@dataclasses.dataclass(frozen=True)
class Shifted:
    """Bytes from `at` up by 2; what is blank says so or says nothing."""

    at: float
    blank: int | None
    name: str = "shifted"

    def floats(self, values):
        return self.at + 2 * values.float() / 255

    def whole(self, values):
        return None

    def of_inputs(self, chosen):
        return self


@pytest.mark.parametrize("layers", [(16,), (12, 8)])
@pytest.mark.parametrize(
    ("scaling", "left_out"),
    [
        (SIGNED, 36),
        (Shifted(0, 0), 36),
        (Shifted(1, 1), 36),
        (Shifted(-1, None), 0),
        (Shifted(-0.4, None), 0),
    ],
)
def test_blank_inputs_train_as_the_others(framed_task, monkeypatch, scaling, layers, left_out):
    monkeypatch.setitem(SCALINGS, scaling.name, lambda values: scaling)
    block = dataclasses.replace(BLOCK, layers=layers, scaling=scaling.name)
    untrained = initial_ensemble(block, 144, "relu", ROOT_SEED)
    blank = BlankInputs(framed_task.train, untrained, scaling)
    assert (~blank.used).sum() == left_out
    outside = ~(framed_task.train.values != 0).any(dim=0)
    assert framed_task.test.values[:, outside].any()
    assert_trains_as_each_model_alone(block, framed_task, "relu", scaling)


@pytest.mark.parametrize("name", ["signed", "unit", "centred", "standardized"])
def test_models_train_as_each_alone_whatever_the_scaling(framed_task, name):
    scaling = SCALINGS[name](framed_task.train.values)
    block = dataclasses.replace(BLOCK, scaling=name)
    assert_trains_as_each_model_alone(block, framed_task, "relu", scaling)


@pytest.mark.parametrize(
    "changed", [{"weight_decay": 0.01}, {"first_bias": False}], ids=["decay", "no bias"]
)
@pytest.mark.parametrize("name", ["signed", "centred"])
def test_models_train_as_each_alone_with_decay_and_without_biases(framed_task, name, changed):
    scaling = SCALINGS[name](framed_task.train.values)
    block = dataclasses.replace(BLOCK, scaling=name)
    assert_trains_as_each_model_alone(block, framed_task, "relu", scaling, **changed)


def test_models_without_biases_have_none_and_begin_as_others(task):
    settings = dataclasses.replace(SETTINGS, first_bias=False)
    trained = train(BLOCK, task, settings, ROOT_SEED).ensemble
    assert not trained.layers[0].bias.any()
    assert trained.layers[1].bias.all()
    with_biases, without = (
        initial_ensemble(BLOCK, 144, "relu", ROOT_SEED, first_bias=first) for first in (True, False)
    )
    assert not without.layers[0].bias.any()
    for name, stack in with_biases.parameters().items():
        assert name == "0.bias" or torch.equal(without.parameters()[name], stack)


@pytest.mark.parametrize("layers", [(16,), (12, 8)])
@pytest.mark.parametrize("scaling", [SIGNED, Shifted(1, 1), Shifted(-1, None)])
def test_models_without_blank_inputs_come_back_whole(framed_task, scaling, layers):
    block = dataclasses.replace(BLOCK, layers=layers)
    untrained = initial_ensemble(block, 144, "relu", ROOT_SEED)
    blank = BlankInputs(framed_task.train, untrained, scaling)
    whole = blank.put_back(blank.taken_out(untrained))
    for name, stack in untrained.parameters().items():
        assert torch.equal(whole.parameters()[name], stack)


def assert_trains_as_each_model_alone(block, task, activation, scaling=SIGNED, **changed):
    settings = dataclasses.replace(SETTINGS, activation=activation, **changed)
    trained = train(block, task, settings, ROOT_SEED)
    for model in range(len(block.seeds)):
        network, losses, accuracies = plain_training(block, task, model, settings, scaling)
        for linear, layer in zip(network[:-1:2], trained.ensemble.layers, strict=True):
            # Adam's first steps are as long for a gradient of next to nothing, whose rounding
            # shows then, as for any other.
            apart = (layer.weight[model] - linear.weight).abs()
            assert (apart > 2e-5).sum() <= 2
            assert apart.max() < settings.learning_rate / 10
            assert torch.allclose(layer.bias[model], linear.bias, atol=2e-5)
        assert torch.allclose(
            trained.training_loss[model], torch.tensor(losses).double(), atol=1e-5
        )
        assert torch.allclose(
            trained.test_accuracy[model], torch.tensor(accuracies).double(), atol=0.006
        )


def test_models_learn(task):
    trained = train(BLOCK, task, SETTINGS, ROOT_SEED)
    assert (trained.training_loss[:, -1] < trained.training_loss[:, 0]).all()
    assert (trained.test_accuracy[:, -1] > 0.9).all()


def test_the_same_streams_give_the_same_bits(task):
    first, second = (train(BLOCK, task, SETTINGS, ROOT_SEED) for _ in range(2))
    for name, stack in first.ensemble.parameters().items():
        assert torch.equal(stack, second.ensemble.parameters()[name])


def test_chunks_do_not_change_a_model_beyond_rounding(task, monkeypatch):
    whole = train(BLOCK, task, SETTINGS, ROOT_SEED)
    monkeypatch.setattr(module, "COLUMNS_AT_ONCE", 32)
    parts = train(BLOCK, task, SETTINGS, ROOT_SEED)
    for name, stack in whole.ensemble.parameters().items():
        assert torch.allclose(stack, parts.ensemble.parameters()[name], atol=1e-5)


def test_initial_weights_are_those_of_linear_layers():
    block = Block("toy", (0, 1), (50,), tuple(range(40)), "easy", "easy")
    ensemble = initial_ensemble(block, 144, "relu", 0)
    for layer, linear in zip(ensemble.layers, (nn.Linear(144, 50), nn.Linear(50, 2)), strict=True):
        bound = linear.in_features**-0.5
        for ours, theirs in ((layer.weight, linear.weight), (layer.bias, linear.bias)):
            assert ours.shape[1:] == theirs.shape
            assert 0.9 * bound < ours.abs().max() <= bound
            assert abs(ours.std().item() - bound / 3**0.5) < 0.15 * bound


def test_best_keeps_the_earliest_best_epoch(task):
    settings = dataclasses.replace(SETTINGS, epochs=6, learning_rate=0.3, keep="best")
    trained = train(BLOCK, task, settings, ROOT_SEED)
    kept = Evaluation(task.test).scores(trained.ensemble).accuracy
    assert torch.equal(kept, trained.test_accuracy.max(dim=1).values)
    last = train(BLOCK, task, dataclasses.replace(settings, keep="last"), ROOT_SEED)
    assert torch.equal(last.test_accuracy, trained.test_accuracy)
    assert torch.equal(
        Evaluation(task.test).scores(last.ensemble).accuracy, last.test_accuracy[:, -1]
    )
    assert (kept > last.test_accuracy[:, -1]).any()


@pytest.mark.parametrize("keep", ["last", "best"])
def test_training_that_is_not_followed_trains_the_same_models(task, keep):
    settings = dataclasses.replace(SETTINGS, epochs=3, keep=keep)
    followed = train(BLOCK, task, settings, root_seed=0)
    alone = train(BLOCK, task, settings, root_seed=0, follow=False)
    for name, stack in followed.ensemble.parameters().items():
        assert torch.equal(alone.ensemble.parameters()[name], stack), name
    assert torch.equal(alone.training_loss, followed.training_loss)
    assert alone.test_accuracy.isnan().all() == (keep == "last")


def test_a_loss_that_is_not_finite_is_an_error(task):
    settings = dataclasses.replace(SETTINGS, learning_rate=1e38)
    with pytest.raises(
        TrainingError, match=r"not finite in epoch \d.*seed.*lower training.learning"
    ):
        train(BLOCK, task, settings, ROOT_SEED)


def test_the_history_is_a_row_per_epoch_and_model(task):
    trained = train(BLOCK, task, SETTINGS, ROOT_SEED)
    table = history_table(trained).to_pandas()
    assert len(table) == 15
    row = table[(table["seed"] == 3) & (table["epoch"] == 2)].iloc[0]
    assert row["training_loss"] == trained.training_loss[3, 1].item()
    assert row["test_accuracy"] == trained.test_accuracy[3, 1].item()


def test_a_task_is_all_images_of_its_classes_in_order(toy_images, task):
    assert len(task.train) == 400
    assert torch.equal(task.test.labels, torch.from_numpy(toy_images.test_labels).long())
    first = torch.from_numpy(toy_images.train_images[0]).flatten()
    assert torch.equal(task.train.values[0], first)
    with pytest.raises(DataError, match="class 2 has no training samples"):
        pick_task(toy_images, (0, 2), CPU)
    for wrong in ((0,), (0, 0), (0, -1), ()):
        with pytest.raises(DataError, match="two or more different classes"):
            pick_task(toy_images, wrong, CPU)
    scaled = SIGNED.floats(task.test.values)
    assert scaled.min() >= -1
    assert scaled.max() <= 1


def test_the_order_of_a_task_is_the_order_of_its_outputs(four_classes):
    task = pick_task(four_classes, (3, 0, 2), CPU)
    labels = four_classes.train_labels
    chosen = labels[np.isin(labels, (3, 0, 2))]
    assert [(3, 0, 2)[place] for place in task.train.labels] == chosen.tolist()
    assert task.classes == (3, 0, 2)


def test_the_class_of_torch_takes_the_same_steps(task, monkeypatch):
    whole = train(BLOCK, task, SETTINGS, ROOT_SEED)
    monkeypatch.setattr(adam, "torch_adam", None)
    without = train(BLOCK, task, SETTINGS, ROOT_SEED)
    for name, stack in whole.ensemble.parameters().items():
        assert torch.equal(stack, without.ensemble.parameters()[name])


def test_models_that_learn_nothing_are_marked_and_told(task, caplog):
    """Steps that are too small to leave the loss of a guess, and some that are not."""
    learning = train(BLOCK, task, dataclasses.replace(SETTINGS, epochs=6), ROOT_SEED)
    assert learning.block.trained == (True,) * 5
    assert not caplog.records
    with caplog.at_level("INFO", logger="taskcomplexity"):
        still = train(BLOCK, task, dataclasses.replace(SETTINGS, learning_rate=1e-9), ROOT_SEED)
    assert still.block.trained == (False,) * 5
    assert "5 of 5 models did not train" in caplog.text
    assert "seeds 0, 1, 2, 3, 4" in caplog.text
    assert history_table(still)["trained"].to_pylist() == [False] * 15


def test_learning_is_judged_by_the_loss_of_a_guess():
    """At equal classes that is ln 2; at 997 to 3 next to nothing, so that 0.02 is no skill."""
    losses = torch.tensor([0.693, 0.66, 0.65, 0.02, 0.0204])
    assert learned(losses, torch.tensor([500, 500])).tolist() == [False, False, True, True, True]
    assert learned(losses, torch.tensor([997, 3])).tolist() == [False] * 5
    assert learned(torch.tensor([0.0190]), torch.tensor([3, 997])).tolist() == [True]


@pytest.mark.parametrize(
    ("epochs", "minimum", "samples", "expected"),
    [
        (10, 0, 100, 10),
        (10, 1000, 12700, 10),
        (10, 1000, 12214, 11),
        (3, 1000, 240, 500),
        (3, 1000, 1, 1000),
        (3, 5, 256, 3),
        (3, 7, 256, 4),
    ],
)
def test_few_samples_are_gone_through_more_often(epochs, minimum, samples, expected):
    settings = Settings(epochs, 128, 0.01, "relu", "last", minimum_steps=minimum)
    assert settings.epochs_of(samples) == expected
    assert expected * -(-samples // 128) >= minimum


def test_training_takes_the_steps_it_is_asked_for(task):
    settings = dataclasses.replace(SETTINGS, epochs=1, minimum_steps=30)
    trained = train(BLOCK[:2], task, settings, ROOT_SEED)
    steps = -(-len(task.train) // settings.batch_size)
    epochs = trained.training_loss.shape[1]
    assert (epochs - 1) * steps < 30 <= epochs * steps
    plainly = dataclasses.replace(SETTINGS, epochs=epochs)
    again = train(BLOCK[:2], task, plainly, ROOT_SEED)
    assert torch.equal(trained.training_loss, again.training_loss)


def test_features_are_trained_as_they_are_stored():
    rng = np.random.default_rng(3)
    labels = np.repeat([0, 1], 60).astype(np.uint8)
    values = rng.normal(size=(120, 5)).astype(np.float32)
    values[:, 0] += 2.0 * labels
    values[:, 4] = 0
    data = Features(values, labels, values[::2], labels[::2], ("a", "b"), tuple("vwxyz"))
    assert scaling_name(data, "unit") == "stored"
    block = Block("toy", (0, 1), (4,), (0, 1), "pair", "0-1", scaling="stored")
    task = pick_task(data, (0, 1), CPU)
    trained = train(block, task, dataclasses.replace(SETTINGS, epochs=20), ROOT_SEED)
    assert all(trained.block.trained)
    start = initial_ensemble(block, 5, "relu", ROOT_SEED).layers[0].weight
    # What is 0 in every sample has no gradient.
    assert torch.equal(trained.ensemble.layers[0].weight[:, :, 4], start[:, :, 4])
    logits = Evaluation(task.test, 2, STORED).logits(trained.ensemble)
    first, last = trained.ensemble.layers
    hidden = torch.relu(torch.tensor(values[::2]) @ first.weight[1].T + first.bias[1])
    assert torch.allclose(logits[1], hidden @ last.weight[1].T + last.bias[1], atol=1e-5)


def test_numbers_below_the_range_of_floats_are_0_while_models_train_and_only_then():
    tiny = torch.full((1,), 1e-39)
    with flushing():
        assert tiny * 1.0 == 0
        with flushing():
            pass
        assert tiny * 1.0 == 0
    assert tiny * 1.0 > 0
    with pytest.raises(ValueError, match="inside"), flushing():
        raise ValueError("inside")
    assert tiny * 1.0 > 0
