"""Compiled loops over the edges of a layer."""

import numpy as np
from numba import njit

from taskcomplexity.compiled import compiled


@compiled
def shuffle_groups(values: np.ndarray, groups: np.ndarray, generator: np.random.Generator) -> None:
    """Shuffle values within groups, in place.

    Parameters
    ----------
    values
        One-dimensional.
    groups
        int32, of the same length: the group of each place, from 0; a negative one leaves it.
    generator
        The random stream.
    """
    number = groups.max() + 1
    if number <= 0:
        return
    start = np.zeros(number + 1, np.int64)
    for group in groups:
        if group >= 0:
            start[group + 1] += 1
    for group in range(number):
        start[group + 1] += start[group]
    places = np.empty(start[number], np.int64)
    filled = start[:-1].copy()
    for place in range(groups.size):
        group = groups[place]
        if group >= 0:
            places[filled[group]] = place
            filled[group] += 1
    for group in range(number):
        first = start[group]
        for last in range(start[group + 1] - 1, first, -1):
            # A float64 in [0, 1) picks among up to 2**53 places without a bias that shows.
            other = first + int(generator.random() * (last - first + 1))
            here, there = places[last], places[other]
            values[here], values[there] = values[there], values[here]


@compiled
def trade_rows(
    weights: np.ndarray, turns: np.ndarray, trades: int, generator: np.random.Generator
) -> int:
    """Let pairs of rows trade the signs in which they differ, in place.

    Where one of two rows is positive and the other negative, the signs are dealt anew at random,
    each row keeping as many of either as it had (Curveball; Strona and others, Nature
    Communications 5:4114, 2014). That changes some alternating rectangles of the matrix: every
    weight of them moves on to the next corner, all forwards or all backwards as a coin decides. A
    trade and its reverse are equally likely, so that all that can be reached is (Carstens,
    Physical Review E 91:042812, 2015).

    Parameters
    ----------
    weights
        Shape (rows, columns), at least two rows.
    turns
        Whole numbers of the same shape: how often each weight changed its sign. Counted on.
    trades
        How many, each of two rows at random.
    generator
        The random stream.

    Returns
    -------
    int
        How many rectangles changed.
    """
    rows, columns = weights.shape
    differ, risen, fallen = np.empty((3, columns), np.int64)
    swaps = 0
    for _ in range(trades):
        i = int(generator.random() * rows)
        j = int(generator.random() * (rows - 1))
        j += j >= i
        left = wanted = 0
        for column in range(columns):
            first, second = weights[i, column], weights[j, column]
            differ[left] = column
            left += (first > 0) & (second < 0) | (first < 0) & (second > 0)
            wanted += (first > 0) & (second < 0)
        up = down = 0
        for column in differ[:left]:
            positive = weights[i, column] > 0
            chosen = generator.random() * left < wanted
            left -= 1
            wanted -= chosen
            risen[up] = fallen[down] = column
            up += chosen & ~positive
            down += positive & ~chosen
        forwards = generator.random() < 0.5
        for k in range(up):
            a, b = risen[k], fallen[k]
            one, two, three, four = weights[i, a], weights[i, b], weights[j, b], weights[j, a]
            if forwards:
                one, two, three, four = four, one, two, three
            else:
                one, two, three, four = two, three, four, one
            weights[i, a], weights[i, b], weights[j, b], weights[j, a] = one, two, three, four
            turns[i, a] += 1
            turns[j, a] += 1
            turns[i, b] += 1
            turns[j, b] += 1
        swaps += up
    return swaps


@njit
def _outgoing(weights: np.ndarray, part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = weights.shape
    start = np.zeros(rows + columns + 1, np.int64)
    for i in range(rows):
        for j in range(columns):
            if weights[i, j] != 0 and part[i] == part[rows + j]:
                start[1 + (i if weights[i, j] < 0 else rows + j)] += 1
    start = np.cumsum(start)
    ends = np.empty(start[-1], np.int32)
    place = start[:-1].copy()
    for i in range(rows):
        for j in range(columns):
            if weights[i, j] != 0 and part[i] == part[rows + j]:
                tail, head = (i, rows + j) if weights[i, j] < 0 else (rows + j, i)
                ends[place[tail]] = head
                place[tail] += 1
    return start, ends


@compiled
def outgoing(weights: np.ndarray, part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List where the edges that lead away from every node lead to.

    Rows and columns are nodes; a positive weight is an edge from its column to its row, a negative
    one an edge from its row to its column.

    Parameters
    ----------
    weights
        Shape (rows, columns); zeros are no edges.
    part
        A number for each node, rows before columns, shape (rows + columns,). Edges between nodes
        of different numbers are left out.

    Returns
    -------
    (ndarray, ndarray)
        `start` and `ends`: edges lead from node n to the nodes ends[start[n] : start[n + 1]].
    """
    return _outgoing(weights, part)


@compiled
def turn_cycles(
    weights: np.ndarray,
    part: np.ndarray,
    turns: np.ndarray,
    walks: int,
    generator: np.random.Generator,
) -> tuple[int, float]:
    """Turn random alternating cycles of a matrix, in place.

    A walk along the edges of :func:`outgoing` begins at a random node and leaves every node by
    one of its edges at random, until it comes to a node for the second time. The edges since then
    are a cycle, along which signs alternate. It is turned round: every weight of it moves on by
    one place, all forwards or all backwards as a coin decides.

    Every node keeps its number of edges that lead away, and the walk into the cycle meets no other
    edge of it, so that the cycle and the turned one are found with the same probability: all that
    can be reached is equally likely. As two matrices with the same numbers differ by cycles, all
    of them can be reached, whatever the places of zeros. Rectangles are the cycles of four, and
    alone do not reach all.

    Parameters
    ----------
    weights
        Shape (rows, columns).
    part
        The strongly connected part of each node, rows before columns, shape (rows + columns,);
        from :func:`taskcomplexity.probes.margins.parts`. Some part has more than one node.
    turns
        As in :func:`trade_rows`.
    walks
        How many; one more as a coin decides, since of a single cycle every second state would be
        the same.
    generator
        The random stream.

    Returns
    -------
    (int, float)
        To how many rectangles the cycles amount, a cycle of 2m edges being m - 1; and in how many
        weights the sign was another than before the first count of `turns`, on average after each
        walk.
    """
    rows, columns = weights.shape
    start, ends = _outgoing(weights, part)
    nodes = np.flatnonzero(np.diff(start))
    last_walk = np.zeros(rows + columns, np.int64)
    position, slots, path = np.empty((3, rows + columns), np.int64)
    changed = (turns & 1).sum()
    swaps, total = 0, 0.0
    walks += generator.random() < 0.5
    for walk in range(1, walks + 1):
        node = nodes[int(generator.random() * nodes.size)]
        length = 0
        while last_walk[node] != walk:
            last_walk[node] = walk
            position[node] = length
            first = start[node]
            slot = first + int(generator.random() * (start[node + 1] - first))
            path[length], slots[length] = node, slot
            length += 1
            node = ends[slot]
        begin, end = position[node], length - 1
        before = path[end]
        for k in range(begin, length):
            ends[slots[k]] = before
            before = path[k]
        k, step = (begin, 1) if generator.random() < 0.5 else (end, -1)
        last = begin + end - k
        row, column = _row_and_column(path[last], ends[slots[last]], rows)
        carried = weights[row, column]
        for _ in range(begin, length):
            row, column = _row_and_column(path[k], ends[slots[k]], rows)
            carried, weights[row, column] = weights[row, column], carried
            turns[row, column] += 1
            changed += 2 * (turns[row, column] & 1) - 1
            k += step
        swaps += (length - begin) // 2 - 1
        total += changed
    return swaps, total / walks


@njit
def _row_and_column(one: int, other: int, rows: int) -> tuple[int, int]:
    """Return the place of the edge between two nodes, of which one is a row."""
    return (one, other - rows) if one < rows else (other, one - rows)
