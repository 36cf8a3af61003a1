"""Published matrices beside ours, cell by cell and as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import spearmanr

from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged
from taskcomplexity.complexity.pairs import folded
from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.tasks.claims.evidence import TaskEvidence

PAIR = ["class_a", "class_b"]
DATASET = "mnist"
SET = 10
SPLITS = 500
DIGITS = tuple("0123456789")


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
    margin
        Name of the largest difference of a cell that counts as reproduced, in the published unit.
    decimals
        For telling.
    varies
        Whether it varies so much from model to model that it can agree with the published one no
        better than two sets of our models agree; its cells alone then decide nothing.
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
    margin: str
    decimals: int
    varies: bool = False


MATRICES = (
    Matrix(
        key="distances",
        source="figure 6a",
        quantity="SSIM distance",
        unit="",
        file="figure_06_mnist.csv",
        column="ssim_distance",
        table="distances",
        ours="distance",
        scale=1,
        margin="same_cells_ssim",
        decimals=2,
    ),
    Matrix(
        key="accuracy",
        source="figure 8",
        quantity="accuracy",
        unit="%",
        file="figures_04_08_mnist.csv",
        column="accuracy",
        table="complexity",
        ours="accuracy",
        scale=100,
        margin="same_cells_accuracy",
        decimals=2,
    ),
    Matrix(
        key="delta_binarization",
        source="figure 4a",
        quantity="loss under binarization",
        unit="points",
        file="figures_04_08_mnist.csv",
        column="delta_binarization",
        table="complexity",
        ours="delta_binarization",
        scale=1,
        margin="same_cells_loss",
        decimals=1,
        varies=True,
    ),
)


def compared(matrix: Matrix, evidence: TaskEvidence, published: Path) -> pd.DataFrame:
    """Put the published cells beside ours.

    Returns
    -------
    pandas.DataFrame
        class_a, class_b, published, ours; ours is NaN where the config has no such pair.
    """
    cells = pd.read_csv(published / matrix.file)[[*PAIR, matrix.column]]
    cells = cells.rename(columns={matrix.column: "published"})
    try:
        found = evidence.rows(matrix.table, dataset=DATASET).set_index(PAIR)[matrix.ours]
    except NotRun:
        return cells.assign(ours=float("nan"))
    return cells.join(matrix.scale * found.rename("ours"), on=PAIR)


def judge_cells(matrix: Matrix, cells: pd.DataFrame, margin: float) -> list[Verdict]:
    """Give a verdict on every cell.

    Published values are rounded, so that half a unit of their last decimal adds to the margin.
    """
    rows = []
    for cell in cells.itertuples():
        about = {
            "source": matrix.source,
            "claim": f"MNIST: {matrix.quantity} of {{{cell.class_a}, {cell.class_b}}}",
            "published": _told(matrix, cell.published),
            "tolerance": _told(matrix, margin),
            "published_value": cell.published,
            "null": "the published cells dealt at random, see the whole matrix",
        }
        if pd.isna(cell.ours):
            rows.append(Verdict(**about, ours="", verdict=NOT_RUN))
            continue
        verdict = judged(abs(cell.ours - cell.published) <= _rounded(matrix, margin))
        ours = _told(matrix, cell.ours)
        rows.append(Verdict(**about, ours=ours, verdict=verdict, our_value=cell.ours))
    return rows


def _told(matrix: Matrix, value: float, more: int = 0) -> str:
    return f"{value:.{matrix.decimals + more}f} {matrix.unit}".rstrip()


def _rounded(matrix: Matrix, margin: float) -> float:
    return margin + 0.5 * 10.0**-matrix.decimals


def judge_whole(
    matrix: Matrix, cells: pd.DataFrame, evidence: TaskEvidence, margins: Mapping[str, float]
) -> Verdict:
    """Give a verdict on a matrix as a whole.

    It holds when every cell does; of one that varies from model to model, when the published one
    agrees with sets of as many of our models as the paper has no worse than two such sets do.
    """
    margin = margins[matrix.margin]
    about = {
        "source": matrix.source,
        "claim": f"MNIST: {matrix.quantity}, the whole matrix",
        "published": f"{len(cells)} cells",
        "tolerance": f"every cell within {_told(matrix, margin)}",
        "null": "the published cells dealt at random",
    }
    if matrix.varies:
        about["tolerance"] = (
            f"Spearman's ρ with sets of {SET} of our models not below the "
            f"{100 * margins['same_matrix_quantile']:g} % quantile of ρ between two such sets"
        )
    found = cells.dropna(subset="ours")
    if len(found) < len(cells):
        return Verdict(**about, ours="", verdict=NOT_RUN)
    difference = (cells["ours"] - cells["published"]).abs()
    rho = spearmanr(cells["ours"], cells["published"]).statistic
    # What to expect of a cell that is dealt at random: the mean over all cells it may get.
    apart = np.abs(cells["ours"].to_numpy()[:, None] - cells["published"].to_numpy())
    dealt = (apart <= _rounded(matrix, margin)).mean(axis=1).sum()
    within = int((difference <= _rounded(matrix, margin)).sum())
    ours = (
        f"{within} of {len(cells)} cells within {_told(matrix, margin)} ({dealt:.1f} if the cells "
        f"were dealt at random), Spearman's ρ {rho:.3f}, mean absolute difference "
        f"{_told(matrix, difference.mean(), 1)}, largest {_told(matrix, difference.max(), 1)}"
    )
    if not matrix.varies:
        verdict = judged(within == len(cells))
        return Verdict(**about, ours=ours, verdict=verdict, our_value=rho)
    try:
        own, theirs = set_agreement(evidence, cells)
    except NotRun as missing:
        return Verdict(**about, ours=ours, verdict=judged(None), our_value=rho, needs=str(missing))
    least = np.quantile(own, margins["same_matrix_quantile"])
    ours += (
        f"; ρ with sets of {SET} models {_quantiles(theirs)}, between two such sets "
        f"{_quantiles(own)}"
    )
    verdict = judged(bool(np.median(theirs) >= least))
    low, high = np.quantile(theirs, [0.05, 0.95])
    return Verdict(**about, ours=ours, verdict=verdict, our_value=rho, ci_low=low, ci_high=high)


def _quantiles(values: np.ndarray) -> str:
    middle, low, high = np.quantile(values, [0.5, 0.05, 0.95])
    return f"{middle:.2f} (5 to 95 %: {low:.2f} to {high:.2f})"


def set_agreement(evidence: TaskEvidence, cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Correlate losses under binarization between disjoint sets of models, and with the published.

    Parameters
    ----------
    evidence
        With the models of all pairs.
    cells
        From :func:`compared`.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Spearman's ρ between two disjoint sets of ten models per pair, for each of several random
        splits; and of the published losses with each of the sets.

    Raises
    ------
    NotRun
        When there are fewer than twenty models of every pair.
    """
    rows = evidence.rows("pairs", dataset=DATASET, probe="prune", kind="smallest", level=0.0)
    order = pd.MultiIndex.from_frame(cells[PAIR])
    models = {
        variant: of_variant.pivot_table("accuracy", PAIR, "seed")
        .reindex(order)
        .dropna(axis=1)
        .to_numpy()
        for variant, of_variant in rows.groupby("variant")
    }
    number = models["weights"].shape[1]
    if number < 2 * SET:
        raise NotRun(f"{2 * SET} models of every pair, two sets of the paper's {SET}")
    generator = numpy_generator(evidence.seed, "audit", "sets of models")
    own, theirs = [], []
    for _ in range(SPLITS):
        chosen = generator.permutation(number)
        losses = [
            _median(models["weights"][:, some]) - _median(models["signs"][:, some])
            for some in (chosen[:SET], chosen[SET : 2 * SET])
        ]
        own.append(spearmanr(*losses).statistic)
        theirs += [spearmanr(loss, cells["published"]).statistic for loss in losses]
    return np.array(own), np.array(theirs)


def _median(accuracy: np.ndarray) -> np.ndarray:
    return folded(pd.Series(np.median(accuracy, axis=1))).to_numpy()


def draw_comparison(matrix: Matrix, cells: pd.DataFrame) -> Figure:
    """Draw published and our cells on one scale, and their difference."""
    both = cells[["published", "ours"]]
    limits = (both.min().min(), both.max().max())
    figure = Figure(figsize=(11, 3.7))
    axes = figure.subplots(1, 3)
    for at, column in zip(axes, both, strict=False):
        values = pair_matrix(cells, column, len(DIGITS))
        image = draw_matrix(at, values, DIGITS, matrix.decimals, limits)
        at.set_title(column)
    unit = f" ({matrix.unit})" if matrix.unit else ""
    figure.colorbar(image, ax=list(axes[:2]), shrink=0.85, label=matrix.quantity + unit)
    difference = cells.assign(difference=cells["ours"] - cells["published"])
    largest = np.nanmax([*difference["difference"].abs(), 10.0**-matrix.decimals])
    values = pair_matrix(difference, "difference", len(DIGITS))
    image = draw_matrix(
        axes[2], values, DIGITS, matrix.decimals, (-largest, largest), colors="PuOr"
    )
    axes[2].set_title("ours − published")
    figure.colorbar(image, ax=axes[2], shrink=0.85, label="difference" + unit)
    return figure
