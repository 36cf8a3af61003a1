"""The easiest and the hardest pair of classes by their distances."""

import pyarrow as pa
import pyarrow.compute as pc


def extreme_pair(distances: pa.Table, task: str) -> tuple[int, int]:
    """Return the most distant pair of different classes for `easy`, the nearest for `hard`.

    Parameters
    ----------
    distances
        From :func:`taskcomplexity.distances.classes.distance_table`. The first of equals counts.
    task
        ``easy`` or ``hard``.
    """
    between = distances.filter(pc.field("class_a") != pc.field("class_b"))
    extreme = (pc.max if task == "easy" else pc.min)(between["distance"])
    found = between.slice(pc.index(between["distance"], extreme).as_py(), 1).to_pylist()[0]
    return found["class_a"], found["class_b"]
