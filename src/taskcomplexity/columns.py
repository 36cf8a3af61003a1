"""The columns of tables that several stages share.

They stand apart so that what only reads a table need not import what made it.
"""

MODEL_COLUMNS = ("dataset", "task", "class_a", "class_b", "hidden", "seed")
PROBE_COLUMNS = (*MODEL_COLUMNS, "probe", "kind", "level", "draw", "variant", "accuracy")
DISTANCE_COLUMNS = ("class_a", "class_b", "distance", "standard_error", "image_pairs")
SPREAD_COLUMNS = (*MODEL_COLUMNS, "mean", "standard_deviation")
COMPLEXITY_COLUMNS = (
    "class_a",
    "class_b",
    "ssim_distance",
    "accuracy",
    "accuracy_binarized",
    "accuracy_randomized",
    "delta_binarization",
    "delta_randomization",
)
CORRELATION_COLUMNS = ("x", "y", "spearman_rho", "p_value", "ci_low", "ci_high", "pairs")
LAYER_COLUMNS = ("layer", "probe", "kind", "level", "draw", "variant", "f1")
CURVE_COLUMNS = ("layer", "probe", "kind", "level", "variant", "f1", "draws")
