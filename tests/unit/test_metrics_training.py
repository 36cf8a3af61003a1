"""Networks of the study of metrics: what they compute, and how they are trained."""

import numpy as np
import pytest
import torch
from small_metrics_data import CELLS, CLASSES, DATASET, SHAPE, WIDTHS, block, data, settings
from torch import nn

from taskcomplexity.data.images import Images
from taskcomplexity.models.storage import WeightsError
from taskcomplexity.studies.metrics.architectures import architecture
from taskcomplexity.studies.metrics.evaluate import evaluate, mean_picture
from taskcomplexity.studies.metrics.inputs import pixels, read_data
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED, Cell
from taskcomplexity.studies.metrics.stored import load_block, save_weights, untrained
from taskcomplexity.studies.metrics.streams import order_stream
from taskcomplexity.studies.metrics.train import train
from taskcomplexity.training.train import TrainingError

CPU = torch.device("cpu")
FUNCTIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "linear": nn.Identity}


class Plain(nn.Module):
    """A network of any cell, written with PyTorch's own modules."""

    def __init__(self, cell, weights):
        super().__init__()
        cell = Cell.parse(cell)
        self.kind, made = cell.architecture, []
        layers = sorted({int(name.split(".")[0]) for name in weights})
        for layer in layers:
            mine = {n.split(".")[1]: t for n, t in weights.items() if n.startswith(f"{layer}.")}
            if "from_inputs" in mine:
                module = nn.RNN(*mine["from_inputs"].shape, nonlinearity="relu", batch_first=True)
                values = [mine["from_inputs"].T, mine["from_before"].T]
                values += [mine["bias_inputs"], mine["bias_before"]]
            elif mine["weight"].dim() == 4:
                module = nn.Conv2d(*mine["weight"].shape[1::-1], 3)
                values = [mine["weight"], mine["bias"]]
            else:
                module, values = nn.Linear(*mine["weight"].shape), [mine["weight"].T, mine["bias"]]
            with torch.no_grad():
                for parameter, value in zip(module.parameters(), values, strict=True):
                    parameter.copy_(value)
            made.append(module)
            if layer != layers[-1] and "from_inputs" not in mine:
                made.append(FUNCTIONS[cell.activation]())
        self.made = nn.ModuleList(made)

    def forward(self, values):
        height, width, channels = SHAPE
        if self.kind == "cnn":
            values = values.view(-1, height, width, channels).permute(0, 3, 1, 2)
        if self.kind == "rnn":
            values = values.view(-1, height, width * channels)
        for module in self.made:
            if isinstance(module, nn.Linear):
                values = values.flatten(1)
            values = module(values)
            if isinstance(module, nn.RNN):
                values = values[0][:, -1]
        return values

    def weights(self):
        """Return the parameters as stacked networks name them, those of one."""
        found, layer = {}, 1
        for module in self.made:
            parts = list(module.parameters())
            layer += bool(parts)
            if isinstance(module, nn.RNN):
                names = ("from_inputs", "from_before", "bias_inputs", "bias_before")
                parts = [parts[0].T, parts[1].T, *parts[2:]]
            elif isinstance(module, nn.Linear):
                names, parts = ("weight", "bias"), [parts[0].T, parts[1]]
            else:
                names = ("weight", "bias")
            found |= {
                f"{layer}.{name}": part for name, part in zip(names, parts, strict=bool(parts))
            }
        return found


def alone(weights, place):
    return {name: tensor[place] for name, tensor in weights.items()}


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell != "rnn_3_sigmoid"])
def test_answers_are_those_of_plain_modules(cell):
    networks, values = block(cell), pixels(data().test.values)
    answers = networks.made.answers(networks.states[TRAINED], values.expand(3, -1, -1))
    for place in range(3):
        plain = Plain(cell, alone(networks.states[TRAINED], place))
        assert torch.allclose(answers[place], plain(values), atol=1e-5)
        numbers = sum(parameter.numel() for parameter in plain.parameters())
        assert networks.made.parameters == numbers


@pytest.mark.parametrize("cell", ["fc_5_sigmoid", "ae_3_relu", "cnn_3_relu", "rnn_3_relu"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_training_is_that_of_a_plain_loop(cell, optimizer):
    told = settings(cell, optimizer=optimizer, learning_rate=0.01)
    given = data()
    trained = train(Cell.parse(cell), DATASET, [0, 3], given, told, 7, CPU)
    made = architecture(Cell.parse(cell), told.widths, SHAPE, CLASSES)
    start = untrained(made, Cell.parse(cell), DATASET, [0, 3], told.initial_sd, 7)
    for place, seed in enumerate([0, 3]):
        plain = Plain(cell, alone(start, place))
        kind = torch.optim.Adam if optimizer == "adam" else torch.optim.SGD
        steps = kind(plain.parameters(), lr=0.01)
        orders = order_stream(7, DATASET, seed)
        loss = nn.BCEWithLogitsLoss() if made.rebuilds else nn.CrossEntropyLoss()
        for _ in range(told.epochs):
            for places in torch.from_numpy(orders.permutation(60)).split(16):
                batch = given.training[places]
                shown = pixels(batch.values)
                steps.zero_grad()
                loss(plain(shown), shown if made.rebuilds else batch.labels).backward()
                steps.step()
        for name, tensor in plain.weights().items():
            assert torch.allclose(trained.weights[name][place], tensor, atol=2e-4), name


@pytest.mark.parametrize("cell", ["fc_3_relu", "cnn_3_relu", "rnn_3_sigmoid"])
def test_a_network_is_the_same_in_any_block(cell):
    together = train(Cell.parse(cell), DATASET, [0, 1, 2], data(), settings(cell), 7, CPU)
    single = train(Cell.parse(cell), DATASET, [1], data(), settings(cell), 7, CPU)
    for name, tensor in single.weights.items():
        assert torch.allclose(together.weights[name][1], tensor[0], atol=1e-5)
    other = train(Cell.parse(cell), DATASET, [1], data(), settings(cell), 7, CPU)
    assert all(torch.equal(other.weights[name], single.weights[name]) for name in single.weights)


def test_each_network_stops_with_its_own_first_epoch_in_the_range():
    cell, seeds = Cell.parse("fc_3_relu"), list(range(6))
    far = {"measure": "accuracy", "low": 0.75, "high": 1.0, "stops": True, "epochs": 12}
    told = settings("fc_3_relu", learning_rate=0.003, **far)
    trained = train(cell, DATASET, seeds, data(), told, 7, CPU)
    found = trained.performance.set_index("seed")
    curves = trained.history.pivot_table(index="epoch", columns="seed", values="held_out_accuracy")
    assert found["epochs"].nunique() > 1
    for seed in seeds:
        reached = curves.index[(curves[seed] >= 0.75) & (curves.index > 0)]
        assert found.loc[seed, "epochs"] == (reached[0] if len(reached) else 12)
        stop = found.loc[seed, "epochs"]
        assert found.loc[seed, "held_out_accuracy"] == curves.loc[stop, seed]
        assert found.loc[seed, "within"] == (curves.loc[stop, seed] >= 0.75)
    # The first to leave the stack, and the last, that went on without the others.
    for seed in (int(found["epochs"].idxmin()), int(found["epochs"].idxmax())):
        made = settings("fc_3_relu", learning_rate=0.003, epochs=int(found.loc[seed, "epochs"]))
        again = train(cell, DATASET, [seed], data(), made, 7, CPU)
        for name, tensor in again.weights.items():
            assert torch.allclose(tensor[0], trained.weights[name][seed], atol=1e-5)


def test_an_autoencoder_stops_below_an_error_and_is_held_beside_the_mean_picture():
    told = settings("ae_3_relu", measure="mse", low=0.0, high=0.2, stops=True, epochs=5)
    trained = train(Cell.parse("ae_3_relu"), DATASET, [0, 1], data(), told, 7, CPU)
    found, given = trained.performance, data()
    mean = pixels(given.training.values).double().mean(0)
    test = pixels(given.test.values).double()
    assert found["mean_picture_mse"][0] == pytest.approx(float((test - mean).square().mean()))
    surprise = nn.functional.binary_cross_entropy(mean.expand_as(test), test)
    assert found["mean_picture_cross_entropy"][0] == pytest.approx(float(surprise), rel=1e-6)
    assert found["accuracy"].isna().all()
    assert (found["held_out_mse"] <= 0.2).all()
    assert (found["epochs"] < 5).any()


@pytest.mark.parametrize(("cell", "rate"), [("fc_3_relu", 0.01), ("ae_3_relu", 0.03)])
def test_networks_that_came_to_nothing_are_told(cell, rate, caplog):
    idle = settings(cell, learning_rate=1e-9, optimizer="sgd", epochs=1)
    with caplog.at_level("INFO"):
        found = train(Cell.parse(cell), DATASET, [0, 1], data(), idle, 7, CPU).performance
    assert not found["trained"].any()
    assert "2 of 2 networks did not train: [0, 1]" in caplog.text
    told = settings(cell, learning_rate=rate, epochs=30)
    found = train(Cell.parse(cell), DATASET, [0, 1], data(), told, 7, CPU).performance
    assert found["trained"].all()


def test_link_weights_are_followed_through_the_epochs():
    trained = train(
        Cell.parse("fc_5_sigmoid"), DATASET, [0], data(), settings("fc_5_sigmoid"), 7, CPU
    )
    last = trained.link_weights.query("epoch == 2 and bias == 'none'").set_index("layer")
    for layer in (2, 3, 4, 5):
        weight = trained.weights[f"{layer}.weight"].double()
        assert last.loc[layer, "mean"] == pytest.approx(float(weight.mean()), abs=1e-9)
        assert last.loc[layer, "variance"] == pytest.approx(float(weight.var(correction=0)))
    assert set(trained.link_weights["epoch"]) == {0, 1, 2}
    assert set(trained.link_weights["bias"]) == {"add", "pool", "none"}


def test_a_loss_that_is_not_finite_is_told():
    told = settings("fc_3_linear", learning_rate=1e30, optimizer="sgd")
    with pytest.raises(TrainingError, match="learning_rate"):
        train(Cell.parse("fc_3_linear"), DATASET, [0], data(), told, 7, CPU)


def test_networks_of_one_seed_start_alike_whatever_their_activation():
    one, other = block("fc_3_relu"), block("fc_3_linear")
    for name, tensor in one.states[UNTRAINED].items():
        assert torch.equal(tensor, other.states[UNTRAINED][name])
    spread = block("fc_3_relu", range(60), 0.5).states[UNTRAINED]["2.weight"]
    assert float(spread.std()) == pytest.approx(0.5, rel=0.02)


def test_a_kernel_larger_than_its_input_is_told_before_training():
    with pytest.raises(ValueError, match="layer 4 of cnn_5_relu reads 2 × 1 pixels, fewer than"):
        architecture(Cell.parse("cnn_5_relu"), (2, 2, 2), SHAPE, CLASSES)


@pytest.mark.parametrize("cell", CELLS)
def test_silenced_neurons_say_nothing(cell):
    networks, values = block(cell), pixels(data().test.values).expand(3, -1, -1)
    weights = networks.states[TRAINED]
    sizes = {one.number: one.links.sizes[1] for one in networks.made.reach(weights, values)}
    whole = {layer: torch.ones(3, size, dtype=torch.bool) for layer, size in sizes.items()}
    kept = {layer: mask for layer, mask in whole.items() if layer < max(sizes)}
    assert torch.equal(
        networks.made.answers(weights, values, kept), networks.made.answers(weights, values)
    )
    last = max(kept)
    kept[last] = torch.zeros_like(kept[last])
    answers = networks.made.answers(weights, values, kept)
    assert torch.allclose(answers, weights[f"{max(sizes)}.bias"][:, None].expand_as(answers))


@pytest.mark.parametrize("cell", ["fc_3_relu", "ae_3_relu"])
def test_performance_is_that_of_all_samples_at_once(cell, monkeypatch):
    networks, given = block(cell), data()
    monkeypatch.setattr("taskcomplexity.studies.metrics.evaluate.AT_ONCE", 7)
    found = evaluate(networks.made, networks.states[TRAINED], given.test)
    values = pixels(given.test.values)
    answers = networks.made.answers(networks.states[TRAINED], values.expand(3, -1, -1))
    for place in range(3):
        if networks.made.rebuilds:
            error = (answers[place].sigmoid() - values).square().mean()
            assert float(found.mse[place]) == pytest.approx(float(error), rel=1e-5)
            assert found.accuracy[place].isnan()
        else:
            right = (answers[place].argmax(1) == given.test.labels).double().mean()
            assert float(found.accuracy[place]) == float(right)
            loss = nn.functional.cross_entropy(answers[place], given.test.labels)
            assert float(found.cross_entropy[place]) == pytest.approx(float(loss), rel=1e-5)


def test_the_mean_picture_of_blank_pixels_costs_nothing():
    blank = data().training
    blank.values.zero_()
    assert mean_picture(blank, blank) == pytest.approx((0, 0), abs=1e-5)


def test_training_images_are_held_out_once_and_the_same_for_all():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 255, (50, 4, 4, 3), np.uint8)
    labels = (np.arange(50) % 3).astype(np.uint8)
    whole = Images(images, labels, images[:9], labels[:9], ("a", "b", "c"))
    found = read_data(whole, "own", [0, 1, 2], 10, 3)
    assert (len(found.training), len(found.held_out), found.shape) == (40, 10, (4, 4, 3))
    both = torch.cat([found.training.values, found.held_out.values])
    assert set(map(bytes, both.numpy())) == set(map(bytes, images.reshape(50, -1)))
    again = read_data(whole, "own", [0, 1, 2], 10, 3)
    assert torch.equal(again.held_out.values, found.held_out.values)


def test_stored_networks_are_read_back_with_what_they_were(tmp_path):
    networks = block("cnn_3_relu", range(3))
    path = tmp_path / "weights.safetensors"
    save_weights(path, networks.states[TRAINED], networks.seeds, {})
    name = "cnn_3_relu_seeds000-002"
    found = load_block(path, DATASET, name, data(), WIDTHS["cnn_3"], 0.5, 5)
    for state in (TRAINED, UNTRAINED):
        for tensor in networks.states[state]:
            assert torch.equal(found.states[state][tensor], networks.states[state][tensor])
    with pytest.raises(WeightsError, match="not a file of networks of this workflow"):
        load_block(path, DATASET, "cnn_3_relu_seeds003-005", data(), WIDTHS["cnn_3"], 0.5, 5)
    with pytest.raises(WeightsError, match="with the widths"):
        load_block(path, DATASET, name, data(), (4,), 0.5, 5)
    path.write_bytes(b"no weights")
    with pytest.raises(WeightsError, match="Delete the file"):
        load_block(path, DATASET, name, data(), WIDTHS["cnn_3"], 0.5, 5)
