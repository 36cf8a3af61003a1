"""What the config says of the networks of this study, checked as a whole."""

from collections.abc import Iterator, Mapping
from typing import Any

from taskcomplexity.configuration.present import without_null
from taskcomplexity.studies.metrics.names import KERNEL, TITLES, Cell


def cells_of(section: Mapping[str, Any], dataset: str, wrong: list[str]) -> dict[Cell, Any]:
    """Return the cells of a dataset and what each changes.

    Parameters
    ----------
    section
        Of this study.
    dataset
        Which.
    wrong
        Gets a line for everything that is wrong.
    """
    own = section["datasets"][dataset]
    found = {}
    for name, changed in without_null(own["cells"]).items():
        at = f"metrics.datasets.{dataset}.cells.{name}"
        try:
            cell = Cell.parse(name)
        except ValueError as error:
            wrong.append(f"`{at}` {error}")
            continue
        if str(cell) != name:
            wrong.append(f"`{at}` is written {cell}")
        elif cell.architecture == "rnn" and cell.layers != 3:
            wrong.append(
                f"`{at}` has {cell.layers} layers; a recurrent network here has one: rnn_3"
            )
        elif "widths" not in changed and cell.depth not in own["widths"]:
            wrong.append(
                f"`{at}` has no widths; give `metrics.datasets.{dataset}.widths.{cell.depth}` a "
                f"list of {cell.layers - 2}, one for each hidden layer"
            )
        else:
            found[cell] = changed
    return found


def unfit_widths(
    section: Mapping[str, Any], dataset: str, cells: Mapping[Cell, Any]
) -> Iterator[str]:
    """Say where a depth has more or fewer widths than hidden layers."""
    own = section["datasets"][dataset]
    for name in own["widths"]:
        if not _is_depth(name):
            yield (
                f"`metrics.datasets.{dataset}.widths.{name}` is no architecture and number of "
                f"layers; allowed: {', '.join(TITLES)}, then _3 up, such as fc_5"
            )
    for cell, changed in cells.items():
        widths = changed.get("widths", own["widths"].get(cell.depth))
        if len(widths) != cell.layers - 2:
            at = f"cells.{cell}.widths" if "widths" in changed else f"widths.{cell.depth}"
            yield (
                f"`metrics.datasets.{dataset}.{at}` has {len(widths)} widths; {cell.depth} has "
                f"{cell.layers - 2} hidden layers, as input and output count"
            )


def _is_depth(name: str) -> bool:
    try:
        return Cell.parse(f"{name}_linear").depth == name
    except ValueError:
        return False


def unfit_kernels(
    dataset: str, cells: Mapping[Cell, Any], shape: tuple[int, ...] | None
) -> Iterator[str]:
    """Say where a convolution is larger than its input, of datasets whose pictures are known."""
    for cell in cells:
        if cell.architecture == "cnn" and shape is not None:
            left = min(shape[:2]) - (cell.layers - 2) * (KERNEL - 1)
            if left < 1:
                yield (
                    f"`metrics.datasets.{dataset}.cells.{cell}` has {cell.layers - 2} convolutions "
                    f"of {KERNEL} × {KERNEL}, more than pictures of {shape[0]} × {shape[1]} pixels "
                    "leave room for; take fewer layers"
                )


def unfit_targets(section: Mapping[str, Any], dataset: str) -> Iterator[str]:
    """Say where a range of performance is none."""
    for architecture, target in without_null(section["datasets"][dataset]["targets"]).items():
        at = f"metrics.datasets.{dataset}.targets.{architecture}"
        low, high = target["range"]
        if low > high:
            yield f"`{at}.range` is {target['range']}; the first is to be the smaller one"
        if target["measure"] == "accuracy" and high > 1:
            yield f"`{at}.range` is {target['range']}; accuracies are shares, from 0 to 1"
        rebuilds = architecture == "ae"
        if (target["measure"] == "accuracy") == rebuilds:
            allowed = "mse, cross_entropy" if rebuilds else "accuracy"
            yield f"`{at}.measure` is {target['measure']!r}; allowed of {architecture}: {allowed}"


def unfit_numbers(section: Mapping[str, Any], images: Mapping[str, int]) -> Iterator[str]:
    """Say where more images are asked for than datasets of known size have to train on.

    Parameters
    ----------
    section
        Of this study.
    images
        By dataset, how many training images it has.
    """
    for name, number in images.items():
        left = number - section["held_out"]
        if left < section["samples"]:
            yield (
                f"`metrics.samples` {section['samples']:,} are more than the {max(left, 0):,} "
                f"training images of {name} that `metrics.held_out` {section['held_out']:,} leaves"
            )
