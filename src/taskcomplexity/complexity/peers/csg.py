"""The class matrix of the spectral gradient.

F. Branchaud-Charron, A. Achkar and P.-M. Jodoin, "Spectral metric for dataset complexity
assessment", CVPR (2019). The gradient itself is one number of a whole dataset; the matrix that it
is taken of says how alike two classes are.
"""

import numpy as np
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors

from taskcomplexity.complexity.peers.drawn import Rows

NEIGHBOURS = 3
# No box around neighbours is taken to be smaller, as in the authors' package: of many inputs some
# do not differ, and the box has no volume.
LEAST_VOLUME = 1e-4


def class_similarity(
    rows: Rows, neighbours: int = NEIGHBOURS, most_samples: int | None = None
) -> np.ndarray:
    """Return how alike every two classes are.

    Each sample of a class has a density of every class, the share of it among the nearest rows by
    the volume of the box around these; summed over the samples of a class and brought to the sum 1
    they are its row S. Two classes are alike by 1 less the distance of Bray and Curtis of their
    rows, Σ|S_i − S_j| / Σ(S_i + S_j).

    Parameters
    ----------
    rows
        All classes, their labels 0, 1, 2 … without gaps.
    neighbours
        How many nearest rows, the sample itself not among them; all others where there are fewer.
    most_samples
        How many samples of a class at most, its first; all where it is None. The rows among which
        neighbours are looked for are all in any case.

    Returns
    -------
    numpy.ndarray
        Symmetric, shape (classes, classes), from 0, no neighbour in common, to 1.
    """
    classes = int(rows.labels.max()) + 1
    samples = np.concatenate(
        [np.flatnonzero(rows.labels == label)[:most_samples] for label in range(classes)]
    )
    # Rows fewer than the neighbours asked for are all neighbours.
    neighbours = min(neighbours, len(rows) - 1)
    nearest = _nearest(rows.values, samples, neighbours)
    of_sample = rows.labels[samples]
    shares = np.zeros((len(samples), classes))
    np.add.at(shares, (np.arange(len(samples))[:, None], rows.labels[nearest]), 1 / neighbours)
    logarithms = _log_volumes(rows.values, samples, nearest)
    least = np.full(classes, np.inf)
    np.minimum.at(least, of_sample, logarithms)
    # Once the row of a class has the sum 1, only ratios of volumes within the class are left.
    densities = shares * np.exp(least[of_sample] - logarithms)[:, None]
    sums = np.zeros((classes, classes))
    np.add.at(sums, of_sample, densities)
    sums /= sums.sum(axis=1, keepdims=True)
    return 1 - squareform(pdist(sums, "braycurtis"))


def _nearest(values: np.ndarray, samples: np.ndarray, neighbours: int) -> np.ndarray:
    """Return the places of the nearest rows of each sample, without itself."""
    known = NearestNeighbors(n_neighbors=neighbours + 1).fit(values)
    found = known.kneighbors(values[samples], return_distance=False)
    # A row that another equals need not be its own first neighbour.
    others = np.argsort(found == samples[:, None], axis=1, kind="stable")[:, :neighbours]
    return np.take_along_axis(found, others, axis=1)


def _log_volumes(values: np.ndarray, samples: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """Return the logarithms of the volumes of boxes around samples that hold their neighbours."""
    least = np.log(LEAST_VOLUME)
    found = np.empty(len(samples))
    with np.errstate(divide="ignore"):
        for at, (sample, others) in enumerate(zip(samples, nearest, strict=True)):
            sides = 2 * np.abs(values[others] - values[sample]).max(axis=0)
            found[at] = max(least, np.log(sides).sum())
    return found


def embedded(rows: Rows, seed: int) -> Rows:
    """Return rows in the plane by t-SNE, as the authors of the gradient embed pictures.

    Parameters
    ----------
    rows
        The rows.
    seed
        Of the embedding.
    """
    # A perplexity must be less than the number of rows; scikit-learn's is 30.
    perplexity = min(30, (len(rows) - 1) / 3)
    # It starts from two principal components, where there are two.
    start = "pca" if min(rows.values.shape) > 1 else "random"
    made = TSNE(perplexity=perplexity, init=start, random_state=seed)
    plane = made.fit_transform(rows.values)
    return Rows(plane.astype(np.float64), rows.labels)
