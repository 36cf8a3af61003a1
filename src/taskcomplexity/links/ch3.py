"""CH3-L3: how likely a link is, from the paths of length three that join its ends.

Cannistraci, Scientific Reports 8:15760 (2018), for networks of two kinds of nodes; here inputs and
outputs of a layer.
"""

import numpy as np

from taskcomplexity.compiled import compiled
from taskcomplexity.links.kernels import FAST
from taskcomplexity.links.network import Links


def ch3_scores(links: Links) -> np.ndarray:
    r"""Score every place of a layer that has no link.

    Between an input u and an output v,

    .. math:: S(u, v) = \sum_{j \in N(u)} \sum_{i \in N(v)}
              \frac{A_{ij}}{\sqrt{(q_j - T_{jv})(k_i - D_{iu})}}

    over the paths u - j - i - v; A is 1 where input i has a link to output j, k and q count the
    links of inputs and outputs, D = AAᵀ and T = AᵀA count the neighbours that two of them share.
    Each of the two in the middle is penalised by its links that lead out of the neighbourhood.

    Parameters
    ----------
    links
        Of the layer.

    Returns
    -------
    ndarray
        float32, shape (outputs · inputs,), at output · inputs + input; 0 where no path joins the
        two, and -1 where there is a link. Sums are made in double precision, so that equal ones
        are equal whatever the order of their terms.
    """
    near = links.by_input
    scores = np.zeros((links.outputs, links.inputs), np.float32)
    _score(links.starts, links.columns, near.starts, near.rows, scores)
    scores = scores.reshape(-1)
    scores[links.places] = -1
    return scores


@compiled(**FAST)
def _score(starts, columns, in_starts, rows, scores):
    """Walk the paths from every input, a row of T in hand for each output it comes to last."""
    outputs, inputs = scores.shape
    most = max(starts.size, in_starts.size)
    root = np.empty(most)
    root[0] = 0.0
    for n in range(1, most):
        root[n] = 1 / np.sqrt(n)
    shared_outputs = np.zeros((outputs, outputs), np.uint16)
    for i in range(inputs):
        for a in range(in_starts[i], in_starts[i + 1]):
            for b in range(in_starts[i], in_starts[i + 1]):
                shared_outputs[rows[a], rows[b]] += 1
    sums = np.zeros(outputs)
    common = np.zeros(inputs, np.int64)
    for u in range(inputs):
        first, last = in_starts[u], in_starts[u + 1]
        for a in range(first, last):
            for b in range(starts[rows[a]], starts[rows[a] + 1]):
                common[columns[b]] += 1
        for a in range(first, last):
            j = rows[a]
            degree = starts[j + 1] - starts[j]
            shared = shared_outputs[j]
            for b in range(starts[j], starts[j + 1]):
                i = columns[b]
                # A path that comes back to u would end at an output that u has a link to.
                if i == u:
                    continue
                outside = root[in_starts[i + 1] - in_starts[i] - common[i]]
                for c in range(in_starts[i], in_starts[i + 1]):
                    v = rows[c]
                    sums[v] += outside * root[degree - shared[v]]
        for a in range(first, last):
            for b in range(starts[rows[a]], starts[rows[a] + 1]):
                common[columns[b]] = 0
        for v in range(outputs):
            scores[v, u] = sums[v]
            sums[v] = 0.0
