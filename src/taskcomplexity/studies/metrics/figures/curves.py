"""The densities that a figure shows, as rows of its table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from taskcomplexity.studies.metrics.figures.density import CENTRAL, ROW, UNIT, Axis, density_rows
from taskcomplexity.studies.metrics.names import ACTIVATION, STATES, Cell

CURVE = ["dataset", "cell", "layer", "state", "metric"]
FAR = 100
# Of a curve without a network that counts there is one row, to say so.
LOST = "lost"
CURVE_PARTS = ("bin", "atom", LOST)
COUNTS = ["networks", "failed_networks", "unmeasured_networks", "neurons", "samples"]
# Of columns that some parts of a table lack, and that would be made floats for it.
TYPES = {
    **dict.fromkeys(["layer", "step", "column", "seed", "neuron", "neurons_in_all"], "Int64"),
    **dict.fromkeys(COUNTS, "Int64"),
    **dict.fromkeys(["axis_low", "axis_high", "linear_width", "low", "high", "share"], "float64"),
    **{"density": "float64", "own_axis": "boolean"},
}


@dataclass(frozen=True)
class Curve:
    """The networks of a cell, to be pooled.

    Attributes
    ----------
    key
        The columns :data:`CURVE`.
    quantiles
        Shape (networks, quantiles), finite.
    counts
        The columns :data:`COUNTS`.
    """

    key: dict[str, Any]
    quantiles: np.ndarray
    counts: dict[str, int]


def function_of(cell: Cell, layer: int) -> str:
    """Return what makes a layer's activation of its strength; ``linear`` where both are the same.

    Parameters
    ----------
    cell
        Whose layer it is.
    layer
        Counted from the input, which is 1.
    """
    if layer < cell.layers:
        return cell.activation
    return "sigmoid" if cell.architecture == "ae" else "linear"


def layers_of(cell: Cell, layers: Sequence[int] | None) -> list[int]:
    """Return which layers of a cell are shown: those asked for that it has, all where None is."""
    return [layer for layer in range(2, cell.layers + 1) if layers is None or layer in layers]


def curve_table(
    read: Mapping[str, pd.DataFrame],
    cells: Iterable[tuple[str, str]],
    layers: Sequence[int] | None,
    metrics: Sequence[str],
) -> pd.DataFrame:
    """Pool the networks of every cell, layer by layer, before and after training.

    Densities of one metric share an axis with those of the cells of the same dataset and
    activation; a cell whose values reach more than :data:`FAR` times as far as those of the others
    has one of its own. Sigmoid activations have one from 0 to 1. Activations that are the strength
    itself are left out.

    Parameters
    ----------
    read
        ``quantiles``, ``layers`` and ``performance``.
    cells
        Dataset and name of each.
    layers
        As of :func:`layers_of`.
    metrics
        Which of :data:`taskcomplexity.studies.metrics.names.DISTRIBUTIONS`.

    Returns
    -------
    pandas.DataFrame
        dataset, cell, layer, state, metric; the columns of :func:`.density.density_rows`, ``part``
        being ``lost`` where no network counts; whether the axis is the cell's own; the networks
        that count, those among them whose training came to nothing, and those that do not count,
        as they have values that are not finite; neurons and samples of each.
    """
    quantiles = dict(iter(read["quantiles"].groupby(CURVE)))
    sizes = read["layers"].groupby(["dataset", "cell", "layer"])[["neurons", "samples"]].max()
    learned = read["performance"].set_index(["dataset", "cell", "seed"])["trained"].astype(bool)
    groups: dict[tuple[str, str, str, str], list[Curve]] = {}
    rows = [pd.DataFrame(columns=[*CURVE, *ROW, "own_axis", *COUNTS])]
    for dataset, name in cells:
        cell = Cell.parse(name)
        for layer in layers_of(cell, layers):
            for metric in metrics:
                if metric == ACTIVATION and function_of(cell, layer) == "linear":
                    continue
                for state in STATES:
                    key = (dataset, name, layer, state, metric)
                    if key not in quantiles:
                        continue
                    values, counts = _pool(quantiles[key], learned)
                    counts |= sizes.loc[(dataset, name, layer)].to_dict()
                    curve = Curve(dict(zip(CURVE, key, strict=True)), values, counts)
                    if len(values):
                        group = (dataset, cell.activation, metric, _function(curve))
                        groups.setdefault(group, []).append(curve)
                    else:
                        rows.append(pd.DataFrame([{"part": LOST, **curve.key, **counts}]))
    rows += [
        density_rows(curve.quantiles, axis).assign(own_axis=own, **curve.key, **curve.counts)
        for curves in groups.values()
        for axis, own, some in _with_axes(curves)
        for curve in some
    ]
    return stacked(rows)


def _pool(rows: pd.DataFrame, learned: pd.Series) -> tuple[np.ndarray, dict[str, int]]:
    """Return the quantiles of networks that are all finite, and how many networks there are."""
    values = np.stack(rows["values"].to_list()).astype(float)
    finite = np.isfinite(values).all(axis=1)
    keys = pd.MultiIndex.from_frame(rows.loc[finite, ["dataset", "cell", "seed"]])
    return values[finite], {
        "networks": int(finite.sum()),
        "failed_networks": int((~learned.reindex(keys, fill_value=True)).sum()),
        "unmeasured_networks": int((~finite).sum()),
    }


def stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the parts of a table below each other; what a part lacks is missing, not a number."""
    columns = list(dict.fromkeys(column for part in parts for column in part))
    some = [part for part in parts if len(part)] or parts[:1]
    table = pd.concat(some, ignore_index=True).reindex(columns=columns)
    return table.astype({name: TYPES[name] for name in columns if name in TYPES})


def _with_axes(curves: Sequence[Curve]) -> Iterator[tuple[Axis, bool, list[Curve]]]:
    """Part curves into those that share an axis and the cells that have one of their own."""
    cells: dict[str, list[Curve]] = {}
    for curve in curves:
        cells.setdefault(curve.key["cell"], []).append(curve)
    reaches = {
        cell: max(np.quantile(np.abs(curve.quantiles), CENTRAL) for curve in some)
        for cell, some in cells.items()
    }
    usual = FAR * np.sort(list(reaches.values()))[(len(reaches) - 1) // 2]
    shared = [curve for curve in curves if reaches[curve.key["cell"]] <= usual]
    yield _axis(shared), False, shared
    for cell, some in cells.items():
        if reaches[cell] > usual:
            yield _axis(some), True, some


def _axis(curves: Sequence[Curve]) -> Axis:
    if _function(curves[0]) == "sigmoid":
        return UNIT
    return Axis.shared([curve.quantiles for curve in curves])


def _function(curve: Curve) -> str:
    """Return the function of an activation; nothing of other metrics."""
    key = curve.key
    return function_of(Cell.parse(key["cell"]), key["layer"]) if key["metric"] == ACTIVATION else ""
