"""The measures of pairs of classes that are compared, and what is read off them.

This module computes nothing, so that plans may ask it without reaching what does.
"""

from dataclasses import dataclass

HARDER, EASIER = 1, -1


@dataclass(frozen=True)
class Measure:
    """A measure of a pair of classes.

    Attributes
    ----------
    called
        For readers.
    sign
        :data:`HARDER` where more of it means a harder pair, else :data:`EASIER`.
    """

    called: str
    sign: int = HARDER


# What networks lose, and what the first paper puts beside it.
OURS = {
    "delta_binarization": Measure("accuracy lost, binarized"),
    "delta_randomization": Measure("accuracy lost, randomized"),
    "delta_binarization_auc": Measure("AUC lost, binarized"),
    "delta_randomization_auc": Measure("AUC lost, randomized"),
    "ssim_distance": Measure("distance, SSIM", EASIER),
    "energy_distance": Measure("distance, energy", EASIER),
}
# Of the networks themselves, undisturbed.
OF_NETWORKS = {
    "test_error": Measure("test error"),
    "few_rows_error": Measure("test error, few rows"),
    "usable_information": Measure("usable information", EASIER),
    "rows_needed": Measure("rows needed"),
}
# Of samples, by a measure of two classes each.
OF_CLASSIFIERS = {
    "nearest_neighbour_error": Measure("nearest-neighbour error"),
    "linear_error": Measure("linear model's error"),
}
HO_BASU = {
    "f1": Measure("F1, Fisher's ratio"),
    "n1": Measure("N1, border points"),
    "n3": Measure("N3, nearest neighbours"),
    "l1": Measure("L1, linear distances"),
    "l2": Measure("L2, linear errors"),
    "t1": Measure("T1, covering spheres"),
}
# Of samples of all classes together.
OF_CLASSES = {
    "csg": Measure("CSG, inputs"),
    "csg_tsne": Measure("CSG, t-SNE"),
}
OF_DATA = {**OF_CLASSIFIERS, **HO_BASU, **OF_CLASSES}
MEASURES = {**OURS, **OF_NETWORKS, **OF_DATA}

PAIR_COLUMNS = ("class_a", "class_b")
DATA_COLUMNS = (*PAIR_COLUMNS, "rows", "test_rows", *OF_DATA)
CURVE_COLUMNS = (*PAIR_COLUMNS, "rows", "draw", "accuracy", "trained")
PEER_COLUMNS = (*PAIR_COLUMNS, *MEASURES)
SECONDS_COLUMNS = ("measure", "seconds")
