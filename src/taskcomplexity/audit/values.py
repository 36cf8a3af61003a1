"""Published matrices beside ours, cell by cell and as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from scipy.stats import spearmanr

from taskcomplexity.audit.evidence import Evidence
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged

PAIR = ["class_a", "class_b"]


@dataclass(frozen=True)
class Matrix:
    """A matrix over pairs of MNIST's digits that the paper prints.

    Attributes
    ----------
    key
        A short name.
    source
        The figure.
    quantity, unit
        What its cells are.
    file, column
        Where the published values lie.
    table, ours
        Table and column of the evidence.
    scale
        From our unit to the published one.
    tolerance
        The largest difference of a cell that counts as reproduced, in the published unit.
    least_spearman
        The least rank correlation that counts as reproduced; None where the cells decide alone.
    decimals
        For telling.
    """

    key: str
    source: str
    quantity: str
    unit: str
    file: str
    column: str
    table: str
    ours: str
    scale: float
    tolerance: float
    least_spearman: float | None
    decimals: int


MATRICES = (
    Matrix(
        "distances",
        "figure 6a",
        "SSIM distance",
        "",
        "figure_06_mnist.csv",
        "ssim_distance",
        "distances",
        "distance",
        1,
        0.02,
        None,
        2,
    ),
    Matrix(
        "accuracy",
        "figure 8",
        "accuracy",
        "%",
        "figures_04_08_mnist.csv",
        "accuracy",
        "complexity",
        "accuracy",
        100,
        0.3,
        None,
        2,
    ),
    Matrix(
        "accuracy_binarized",
        "figure 4a",
        "accuracy after binarization",
        "%",
        "figures_04_08_mnist.csv",
        "accuracy_signed",
        "complexity",
        "accuracy_binarized",
        100,
        10,
        0.92,
        1,
    ),
    Matrix(
        "delta_binarization",
        "figure 4a",
        "loss under binarization",
        "points",
        "figures_04_08_mnist.csv",
        "delta_binarization",
        "complexity",
        "delta_binarization",
        1,
        10,
        0.92,
        1,
    ),
)


def compared(matrix: Matrix, evidence: Evidence, published: Path) -> pd.DataFrame:
    """Put the published cells beside ours.

    Returns
    -------
    pandas.DataFrame
        class_a, class_b, published, ours; ours is NaN where the config has no such pair.
    """
    cells = pd.read_csv(published / matrix.file)[[*PAIR, matrix.column]]
    cells = cells.rename(columns={matrix.column: "published"})
    found = getattr(evidence, matrix.table)
    if found is None:
        return cells.assign(ours=float("nan"))
    found = found[found["dataset"] == "mnist"].set_index(PAIR)[matrix.ours]
    return cells.join(matrix.scale * found.rename("ours"), on=PAIR)


def judge_cells(matrix: Matrix, cells: pd.DataFrame) -> list[Verdict]:
    """Give a verdict on every cell, after one on the matrix as a whole.

    Published values are rounded, so that half a unit of their last decimal adds to the tolerance.
    """
    rows = [_judge_whole(matrix, cells.dropna(subset="ours"), len(cells))]
    tolerance = _told(matrix, matrix.tolerance)
    for cell in cells.itertuples():
        claim = f"MNIST: {matrix.quantity} of {{{cell.class_a}, {cell.class_b}}}"
        around = (matrix.source, claim, _told(matrix, cell.published))
        if pd.isna(cell.ours):
            rows.append(Verdict(*around, "", tolerance, NOT_RUN, cell.published))
            continue
        verdict = judged(abs(cell.ours - cell.published) <= _margin(matrix))
        ours = _told(matrix, cell.ours)
        rows.append(Verdict(*around, ours, tolerance, verdict, cell.published, cell.ours))
    return rows


def _told(matrix: Matrix, value: float, more: int = 0) -> str:
    return f"{value:.{matrix.decimals + more}f} {matrix.unit}".rstrip()


def _margin(matrix: Matrix) -> float:
    return matrix.tolerance + 0.5 * 10.0**-matrix.decimals


def _judge_whole(matrix: Matrix, cells: pd.DataFrame, number: int) -> Verdict:
    claim = f"MNIST: {matrix.quantity}, the whole matrix"
    if matrix.least_spearman is None:
        tolerance = f"every cell within {_told(matrix, matrix.tolerance)}"
    else:
        tolerance = f"Spearman's ρ with the published cells above {matrix.least_spearman}"
    if len(cells) < number:
        return Verdict(matrix.source, claim, f"{number} cells", "", tolerance, NOT_RUN)
    difference = (cells["ours"] - cells["published"]).abs()
    rho = spearmanr(cells["ours"], cells["published"]).statistic
    if matrix.least_spearman is None:
        holds = difference.max() <= _margin(matrix)
    else:
        holds = rho > matrix.least_spearman
    ours = (
        f"Spearman's ρ {rho:.3f}, mean absolute difference {_told(matrix, difference.mean(), 1)}, "
        f"largest {_told(matrix, difference.max(), 1)}"
    )
    return Verdict(matrix.source, claim, f"{number} cells", ours, tolerance, judged(holds))


def judge_matrices(
    evidence: Evidence, published: Path
) -> tuple[list[Verdict], Mapping[str, pd.DataFrame]]:
    """Compare every published matrix.

    Returns
    -------
    (list of Verdict, dict)
        The verdicts, and by the key of each matrix its cells from :func:`compared`.
    """
    verdicts, tables = [], {}
    for matrix in MATRICES:
        tables[matrix.key] = compared(matrix, evidence, published)
        verdicts += judge_cells(matrix, tables[matrix.key])
    return verdicts, tables
