"""Random sign patterns of a layer in which every node keeps its positive and negative edges."""

from dataclasses import dataclass

import numpy as np

from taskcomplexity.probes.kernels import trade_rows, turn_cycles
from taskcomplexity.probes.margins import expected_overlap, movable_edges, parts

TRADES_PER_ROW = 6
LEAST_WALKS = 1000
DOUBLINGS = 7
# Before the last stretch, which makes as many again: more than one per positive edge in all.
SWAPS_PER_EDGE = 0.6
# Not more, as what is expected of the smallest layers is off by up to a fifth.
LEAST_CHANGE = 0.8
LEAST_MOVED = 0.2


@dataclass(frozen=True)
class Mixing:
    """How far the signs of a layer were mixed.

    Attributes
    ----------
    swaps_per_edge
        Alternating rectangles whose signs changed places, per positive edge. A cycle of 2m edges
        counts as m - 1 of them.
    moved_edges
        Share of the edges that took part.
    sign_overlap
        Share of the edges that ended with the sign they had.
    expected_sign_overlap
        The same of a mixed layer, from :func:`taskcomplexity.probes.margins.expected_overlap`.
    mixed
        Whether the layer counts as mixed.
    """

    swaps_per_edge: float
    moved_edges: float
    sign_overlap: float
    expected_sign_overlap: float
    mixed: bool


def swap_signs(matrix: np.ndarray, generator: np.random.Generator) -> Mixing:
    """Mix the sign pattern of a layer, in place, while all its margins stay.

    A round is six trades per row (:func:`taskcomplexity.probes.kernels.trade_rows`), which mix
    full layers fast, and a walk per node (:func:`taskcomplexity.probes.kernels.turn_cycles`), which
    reach every pattern and mix sparse layers. After a first round another is judged: the signs that
    differ from those at the start, on average over it, must be at least 80 % of what is expected of
    a mixed layer, at 0.6 swaps per positive edge so far. Where they are not, twice as many rounds
    are made and judged, and so on. When they are, twice as many rounds follow. This number is
    fixed before they begin, and what they end with is not looked at: to stop at a pattern that
    differs enough would favour such patterns.

    A layer that fails seven times stays as it is, and so does one in which less than a fifth of the
    edges took part, as where zeros or uneven margins leave the signs little choice.

    Parameters
    ----------
    matrix
        Shape (rows, columns); its zeros are no edges.
    generator
        The random stream.
    """
    part = parts(matrix)
    movable = movable_edges(matrix, part)
    if not movable.any():
        return Mixing(0.0, 0.0, 1.0, 1.0, mixed=False)
    before = matrix.copy()
    turns = np.zeros(matrix.shape, np.int32)
    edges, positive = int((matrix != 0).sum()), int((matrix > 0).sum())
    expected = expected_overlap(matrix, movable)
    trades = TRADES_PER_ROW * len(matrix) // 2
    walks = max(sum(matrix.shape), LEAST_WALKS)
    swaps = 0

    def mix(rounds: int) -> float:
        """Return how many signs differed on average."""
        nonlocal swaps
        differed = 0.0
        for _ in range(rounds):
            swaps += trade_rows(matrix, turns, trades, generator)
            cycles, changed = turn_cycles(matrix, part, turns, walks, generator)
            swaps += cycles
            differed += changed / rounds
        return differed

    rounds = 1
    mix(rounds)
    for _ in range(DOUBLINGS):
        differ = mix(rounds)
        mixed = differ >= LEAST_CHANGE * (1 - expected) * edges
        mixed = mixed and swaps >= SWAPS_PER_EDGE * positive
        if mixed:
            mix(2 * rounds)
            break
        rounds *= 2
    moved = int((turns > 0).sum()) / edges
    overlap = 1 - int((turns % 2).sum()) / edges
    mixed = mixed and moved >= LEAST_MOVED
    if not mixed:
        matrix[:] = before
    return Mixing(swaps / positive, moved, overlap, expected, mixed)
