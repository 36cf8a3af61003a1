"""The columns of tables that several stages share.

They stand apart so that what only reads a table need not import what made it.
"""

MODEL_COLUMNS = (
    "dataset",
    "task",
    "task_name",
    "class_a",
    "class_b",
    "hidden",
    "layers",
    "seed",
    "trained",
)
HISTORY_COLUMNS = (*MODEL_COLUMNS, "epoch", "training_loss", "test_accuracy")
PROBE_SCORES = ("accuracy", "chance", "balanced_accuracy", "auc", "loss")
PROBE_COLUMNS = (*MODEL_COLUMNS, "probe", "kind", "level", "draw", "variant", *PROBE_SCORES)
# Beside labels, in tables that are of one dataset.
CLASS_NAMES = ("class_a_name", "class_b_name")
DISTANCE_COLUMNS = ("class_a", "class_b", "distance", "standard_error", "image_pairs", "measure")
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
    "chance",
    "balanced_accuracy",
    "balanced_accuracy_binarized",
    "balanced_accuracy_randomized",
    "delta_balanced_binarization",
    "delta_balanced_randomization",
    "mean_accuracy",
    "mean_accuracy_binarized",
    "mean_accuracy_randomized",
    "models",
    "randomized_models",
    "untrained_models",
    "trained_accuracy",
    "trained_accuracy_binarized",
    "trained_accuracy_randomized",
    "trained_delta_binarization",
    "trained_delta_randomization",
    "energy_distance",
    "least_test_rows",
    "few_test_rows",
    *(
        f"{measure}_{end}"
        for measure in ("accuracy", "delta_binarization", "delta_randomization")
        for end in ("ci_low", "ci_high")
    ),
    *(
        f"{measure}_{end}"
        for measure in ("delta_binarization", "delta_randomization")
        for end in ("quartile_1", "quartile_3")
    ),
    "auc",
    "auc_binarized",
    "auc_randomized",
    "delta_binarization_auc",
    "delta_randomization_auc",
    *(
        f"{measure}_auc_{end}"
        for measure in ("delta_binarization", "delta_randomization")
        for end in ("quartile_1", "quartile_3")
    ),
)
RELIABILITY_COLUMNS = (
    "measure",
    "pairs",
    "models",
    "splits",
    "split_half_rho",
    "rho_low",
    "rho_high",
    "reliability",
)
LOGIT_COLUMNS = ("class_a", "class_b", "seed", "label", "difference", "deviation")
CORRELATION_COLUMNS = (
    "x",
    "y",
    "spearman_rho",
    "p_value",
    "ci_low",
    "ci_high",
    "pairs",
    "p_qap",
    "ci_low_classes",
    "ci_high_classes",
    "missing",
)
