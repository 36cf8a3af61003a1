"""The networks that claims are about."""

from taskcomplexity.studies.metrics.names import CALLED, TITLES, Cell

CLASSIFIERS = ("fc", "cnn", "rnn")
ALL = (*CLASSIFIERS, "ae")
# Layers of the deep networks of each dataset's figures.
DEEP = {"mnist": 9, "cifar10": 7}


def shallow(architecture: str, activation: str = "sigmoid") -> str:
    """Return the cell of three-layer networks; sigmoid where the paper names no activation."""
    return str(Cell(architecture, 3, activation))


def deep(dataset: str, architecture: str) -> str:
    """Return the cell of the deep sigmoid networks of a dataset."""
    return str(Cell(architecture, DEEP[dataset], "sigmoid"))


def short(cell: str) -> str:
    """Return a cell for readers in a line with others: ``FC 3 sigmoid``."""
    one = Cell.parse(cell)
    return f"{TITLES[one.architecture]} {one.layers} {CALLED[one.activation]}"


def hidden(cell: str) -> range:
    """Return the hidden layers, the input being the first."""
    return range(2, Cell.parse(cell).layers)


def every(cell: str) -> range:
    """Return the layers that links enter: the hidden ones and the output."""
    return range(2, Cell.parse(cell).layers + 1)
