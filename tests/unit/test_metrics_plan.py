"""What a config asks of complex-network metrics, and what it cannot."""

from functools import partial

import pytest
from plans import with_section

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.studies.metrics.names import Cell, Networks


@pytest.fixture
def changed(config, schema):
    """What a config and a change of its section `metrics` ask for."""

    return partial(with_section, config, schema, "metrics")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "datasets: {mnist: {cells: {gcn_3_relu: {}}}}",
            "`metrics.datasets.mnist.cells.gcn_3_relu` has the architecture 'gcn'; allowed: fc",
        ),
        (
            "datasets: {mnist: {cells: {fc_3_tanh: {}}}}",
            "has the activation 'tanh'; allowed: linear, relu, sigmoid",
        ),
        ("datasets: {mnist: {cells: {fc_2_relu: {}}}}", "has 2 layers; allowed: 3 up"),
        ("datasets: {mnist: {cells: {fc3relu: {}}}}", "is not ARCHITECTURE_LAYERS_ACTIVATION"),
        (
            "datasets: {mnist: {cells: {fc_11_relu: {}}}}",
            "give `metrics.datasets.mnist.widths.fc_11` a list of 9",
        ),
        (
            "datasets: {mnist: {widths: {fc_9: [10, 10]}}}",
            "`metrics.datasets.mnist.widths.fc_9` has 2 widths; fc_9 has 7 hidden layers",
        ),
        ("datasets: {mnist: {cells: {rnn_5_relu: {}}}}", "a recurrent network here has one: rnn_3"),
        (
            "datasets: {mnist: {cells: {cnn_17_relu: {widths: "
            "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}}}}",
            "15 convolutions of 3 × 3, more than pictures of 28 × 28 pixels leave room for",
        ),
        (
            "datasets: {mnist: {widths: {mlp_3: [4]}}}",
            "widths.mlp_3` is no architecture",
        ),
        (
            "datasets: {mnist: {targets: {ae: {measure: accuracy}}}}",
            "`metrics.datasets.mnist.targets.ae.measure` is 'accuracy'; allowed of ae: mse",
        ),
        (
            "datasets: {mnist: {targets: {fc: {range: [0.9, 0.8]}}}}",
            "`metrics.datasets.mnist.targets.fc.range` is [0.9, 0.8]; the first is to be the",
        ),
        ("datasets: {mnist: {cells: {fc_03_relu: {}}}}", "fc_03_relu` is written fc_3_relu"),
        (
            "datasets: {mnist: {targets: {fc: {range: [90, 95]}}}}",
            "range` is [90, 95]; accuracies are shares, from 0 to 1",
        ),
        ("datasets: {mnits: null, mnist: {classes: [0, 11]}}", "names the class 11, which MNIST"),
        ("samples: 0", "`metrics.samples` is 0; allowed: integer from 1 up"),
        ("bias: added", "did you mean `add`?"),
        ("training: {fc: {optimizer: adma}}", "did you mean `adam`?"),
        ("samples: 60000", "`metrics.samples` 60,000 are more than the 55,000 training images"),
        ("pruning: {kept: [1.5]}", "is 1.5; allowed: number above 0"),
    ],
)
def test_what_cannot_be_done_is_told(changed, text, told):
    with pytest.raises(ConfigError) as error:
        changed(text)
    assert told in str(error.value)


def test_what_a_cell_changes_stands_above_what_holds_for_all(changed):
    plan = changed(
        "training: {fc: {epochs: 4}}, datasets: {mnist: {training: {fc: {batch_size: 9}}, "
        "cells: {fc_3_sigmoid: {initial_sd: 0.2}, fc_9_sigmoid: {epochs: 2, batch_size: 8}}}}"
    )
    shallow, deep = (
        plan.training("mnist", Cell.parse(name)) for name in ("fc_3_sigmoid", "fc_9_sigmoid")
    )
    assert (shallow["epochs"], shallow["batch_size"], shallow["initial_sd"]) == (4, 9, 0.2)
    assert (deep["epochs"], deep["batch_size"], deep["initial_sd"]) == (2, 8, 0.05)
    assert len(deep["widths"]) == 7
    assert (deep["measure"], deep["low"], deep["high"]) == ("accuracy", 0.9, 0.95)


def test_cells_are_left_out_and_figures_with_them(changed):
    plan = changed("datasets: {mnist: {cells: {rnn_3_sigmoid: null}}, cifar10: null}")
    assert {"mnist"} == set(plan.cells)
    lacking = {figure.number for figure in plan.figures() if figure.lacks}
    assert lacking == {"02", "03", "04", "05"}


def test_a_figure_takes_the_dataset_of_the_paper_or_the_first_that_has_its_cells(changed):
    def datasets(plan):
        return {
            figure.number: {name for name, _ in figure.about["cells"]} for figure in plan.figures()
        }

    assert datasets(changed(""))["05"] == {"cifar10"}
    plan = changed(
        "datasets: {mnist: {cells: {fc_7_sigmoid: {}, ae_7_sigmoid: {}}}, cifar10: null}"
    )
    assert datasets(plan)["05"] == {"mnist"}
    assert datasets(plan)["04"] == set()


@pytest.mark.parametrize("name", ["fc_3_sigmoid_seeds000-029", "rnn_3_linear_seeds030-059"])
def test_names_of_blocks_are_read_back(name):
    assert str(Networks.parse(name)) == name


def test_the_figures_of_the_paper_have_twenty_cells(changed):
    plan = changed("")
    drawn = {tuple(cell) for figure in plan.figures() for cell in figure.about["cells"]}
    assert len(drawn) == len(plan.every_cell()) == 20
