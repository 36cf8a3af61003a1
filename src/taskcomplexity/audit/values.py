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
    """Give a verdict on every cell, after one on the matrix as a whole."""
    unit = f" {matrix.unit}".rstrip()

    def told(value: float) -> str:
        return f"{value:.{matrix.decimals}f}{unit}"

    rows = [_judge_whole(matrix, cells.dropna(subset="ours"), len(cells), told)]
    for cell in cells.itertuples():
        claim = f"MNIST: {matrix.quantity} of {{{cell.class_a}, {cell.class_b}}}"
        around = (matrix.source, claim, told(cell.published))
        if pd.isna(cell.ours):
            rows.append(Verdict(*around, "", told(matrix.tolerance), NOT_RUN))
            continue
        # Published values are rounded to their last decimal.
        holds = abs(cell.ours - cell.published) <= matrix.tolerance + 1e-9
        rows.append(Verdict(*around, told(cell.ours), told(matrix.tolerance), judged(holds)))
    return rows


def _judge_whole(matrix: Matrix, cells: pd.DataFrame, number: int, told) -> Verdict:
    claim = f"MNIST: {matrix.quantity}, the whole matrix"
    if matrix.least_spearman is None:
        tolerance = f"every cell within {told(matrix.tolerance)}"
    else:
        tolerance = f"Spearman's ρ with the published cells above {matrix.least_spearman}"
    if len(cells) < number:
        return Verdict(matrix.source, claim, f"{number} cells", "", tolerance, NOT_RUN)
    difference = (cells["ours"] - cells["published"]).abs()
    rho = spearmanr(cells["ours"], cells["published"]).statistic
    if matrix.least_spearman is None:
        holds = difference.max() <= matrix.tolerance + 1e-9
    else:
        holds = rho > matrix.least_spearman
    ours = (
        f"Spearman's ρ {rho:.3f}, mean absolute difference {told(difference.mean())}, "
        f"largest {told(difference.max())}"
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
