import dataclasses

import pytest
import torch
from torch import nn

from taskcomplexity.data.errors import DataError
from taskcomplexity.models.block import Block
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.training import adam
from taskcomplexity.training import train as module
from taskcomplexity.training.blank import BlankPixels
from taskcomplexity.training.task import pair_task
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
BLOCK = Block("toy", "easy", 0, 1, 16, (0, 1, 2, 3, 4))
ROOT_SEED = 11


@pytest.fixture(scope="module")
def task(toy_images):
    return pair_task(toy_images, 0, 1, CPU)


def plain_training(task, model, settings):
    """Train one model the usual way: modules, a shuffled loop, Adam, cosine annealing."""
    alone = BLOCK[model : model + 1]
    start = initial_ensemble(alone, 144, settings.activation, ROOT_SEED)
    activation = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}[settings.activation]
    network = nn.Sequential(
        nn.Linear(144, 16), activation(), nn.Linear(16, 2), nn.LogSoftmax(dim=1)
    )
    with torch.no_grad():
        for linear, layer in zip((network[0], network[2]), start.layers, strict=True):
            linear.weight.copy_(layer.weight[0])
            linear.bias.copy_(layer.bias[0])
    optimizer = torch.optim.Adam(network.parameters(), lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, settings.epochs)
    images, target = task.train.scaled(), task.train.is_b.long()
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
            answer = network(task.test.scaled()).argmax(dim=1).bool()
        accuracies.append((answer == task.test.is_b).double().mean().item())
    return network, losses, accuracies


@pytest.fixture(scope="module")
def framed_task(toy_images):
    """The task with a blank frame in the training images, a third of it used in the test images."""
    train, test = toy_images.train_images.copy(), toy_images.test_images.copy()
    for images, sides in ((train, (0, 1, 11)), (test, (0, 11))):
        images[:, sides] = 0
    return pair_task(
        dataclasses.replace(toy_images, train_images=train, test_images=test), 0, 1, CPU
    )


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_an_ensemble_trains_as_each_model_alone(task, activation):
    assert_trains_as_each_model_alone(task, activation)


def test_blank_pixels_train_as_the_others(framed_task):
    blank = BlankPixels(framed_task.train, initial_ensemble(BLOCK, 144, "relu", ROOT_SEED))
    assert (~blank.used).sum() == 36
    assert framed_task.test.pixels[:, ~blank.used].any()
    assert_trains_as_each_model_alone(framed_task, "relu")


def test_models_without_blank_pixels_come_back_whole(framed_task):
    untrained = initial_ensemble(BLOCK, 144, "relu", ROOT_SEED)
    blank = BlankPixels(framed_task.train, untrained)
    whole = blank.put_back(blank.taken_out(untrained))
    for name, stack in untrained.parameters().items():
        assert torch.equal(whole.parameters()[name], stack)


def assert_trains_as_each_model_alone(task, activation):
    settings = dataclasses.replace(SETTINGS, activation=activation)
    trained = train(BLOCK, task, settings, ROOT_SEED)
    for model in range(len(BLOCK.seeds)):
        network, losses, accuracies = plain_training(task, model, settings)
        for linear, layer in zip((network[0], network[2]), trained.ensemble.layers, strict=True):
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
    ensemble = initial_ensemble(Block("toy", "easy", 0, 1, 50, tuple(range(40))), 144, "relu", 0)
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
    assert len(task.train.pixels) == 400
    assert torch.equal(task.test.is_b, torch.from_numpy(toy_images.test_labels == 1))
    first = torch.from_numpy(toy_images.train_images[0]).flatten()
    assert torch.equal(task.train.pixels[0], first)
    with pytest.raises(DataError, match="class 2 has no training images"):
        pair_task(toy_images, 0, 2, CPU)
    assert task.test.scaled().min() >= -1
    assert task.test.scaled().max() <= 1


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
