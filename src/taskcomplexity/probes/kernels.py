"""Compiled loops over the edges of a layer."""

import numpy as np

from taskcomplexity.probes.compiled import compiled


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
def swap_signs(
    weights: np.ndarray, wanted: int, attempts: int, generator: np.random.Generator
) -> tuple[int, int]:
    """Swap the signs of alternating rectangles of a matrix, in place.

    Two positive edges are drawn at random; where the two other corners of their rectangle are
    negative, the signs of all four change places, which keeps the number of positive and of
    negative edges of every row and column. The magnitudes travel with their signs, along the rows
    or along the columns as a coin decides. After a number of draws that was fixed beforehand,
    refused ones included, every pattern that can be reached is equally likely; to stop at a
    number of swaps favours patterns from which many swaps lead away.

    Parameters
    ----------
    weights
        Two-dimensional.
    wanted
        How many swaps to make.
    attempts
        How many draws to make at most.
    generator
        The random stream.

    Returns
    -------
    (int, int)
        How many swaps and how many draws were made.
    """
    rows, columns = np.nonzero(weights > 0)
    edges = rows.size
    done = drawn = 0
    if edges < 2:
        return done, drawn
    while done < wanted and drawn < attempts:
        drawn += 1
        one, two = int(generator.random() * edges), int(generator.random() * edges)
        i, a, j, b = rows[one], columns[one], rows[two], columns[two]
        if weights[i, b] < 0 and weights[j, a] < 0:
            if generator.random() < 0.5:
                weights[i, a], weights[i, b] = weights[i, b], weights[i, a]
                weights[j, a], weights[j, b] = weights[j, b], weights[j, a]
            else:
                weights[i, a], weights[j, a] = weights[j, a], weights[i, a]
                weights[i, b], weights[j, b] = weights[j, b], weights[i, b]
            columns[one], columns[two] = b, a
            done += 1
    return done, drawn
