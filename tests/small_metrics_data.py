"""Small pictures and networks of every architecture."""

import torch

from taskcomplexity.data.samples import Samples
from taskcomplexity.studies.metrics.architectures import architecture
from taskcomplexity.studies.metrics.inputs import Data
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED, Cell
from taskcomplexity.studies.metrics.settings import Settings
from taskcomplexity.studies.metrics.stored import Block, untrained

SHAPE, CLASSES = (6, 5, 2), 3
CELLS = ("fc_3_relu", "fc_5_sigmoid", "ae_3_relu", "ae_5_sigmoid", "cnn_3_relu", "cnn_4_sigmoid")
CELLS += ("rnn_3_relu", "rnn_3_sigmoid", "fc_3_linear")
WIDTHS = {"fc_3": (7,), "fc_5": (7, 6, 5), "ae_3": (4,), "ae_5": (6, 3, 6)}
WIDTHS |= {"cnn_3": (3,), "cnn_4": (3, 2), "rnn_3": (8,)}
DATASET = "small"


def samples(number, seed):
    """Pictures whose brightness hangs on their class."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, CLASSES, (number,), generator=generator)
    values = torch.randint(0, 90, (number, 60), generator=generator) + 60 * labels[:, None]
    return Samples(values.to(torch.uint8), labels)


def data():
    """Training, held out and test."""
    return Data(samples(60, 1), samples(20, 2), samples(30, 3), SHAPE, CLASSES)


def settings(cell, **changes):
    """How networks of a cell are trained."""
    known = {
        **{"widths": WIDTHS[Cell.parse(cell).depth], "initial_sd": 0.3, "optimizer": "adam"},
        **{"learning_rate": 0.01, "batch_size": 16, "epochs": 2},
        **{"measure": None, "low": float("nan"), "high": float("nan"), "stops": False},
    }
    return Settings(**{**known, **changes})


def block(cell, seeds=(0, 1, 2), deviation=0.5):
    """Networks, and others with the same start in the place of what they were before."""
    cell = Cell.parse(cell)
    made = architecture(cell, WIDTHS[cell.depth], SHAPE, CLASSES)
    before = untrained(made, cell, DATASET, seeds, deviation, 5)
    after = {name: 0.7 * tensor + 0.01 for name, tensor in before.items()}
    return Block(DATASET, cell, tuple(seeds), made, {TRAINED: after, UNTRAINED: before}, deviation)
