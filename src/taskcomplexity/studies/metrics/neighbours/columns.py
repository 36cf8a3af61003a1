"""The columns of the tables of neighbours."""

from taskcomplexity.columns import MODEL_COLUMNS

# Of those of taskcomplexity.studies.metrics.columns.LAYER_COLUMNS, what makes sense whatever the
# activation. Of an output, whose activation is its strength, there are no metrics of activation.
ACTIVATION_METRICS = ("activation_mean", "activation_sd", "dead", "correlation_activation")
METRICS = (
    *("weight_mean", "weight_variance", "weight_negative", "weight_near_zero"),
    *("strength_in_mean", "strength_in_fluctuation", "strength_in_skewness"),
    *("strength_in_kurtosis", "strength_out_mean", "strength_out_fluctuation"),
    *("zeta_mean", "zeta_sd", "zeta_skewness", "zeta_kurtosis", "zeta_negative"),
    "correlation_zeta",
    *ACTIVATION_METRICS,
)
LAYER_COLUMNS = ("layer", "neurons", "links", "samples", *METRICS)
# A row per model, state and layer; per sparse network and layer.
MODEL_LAYER_COLUMNS = (*MODEL_COLUMNS, "state", *LAYER_COLUMNS)
NETWORK_LAYER_COLUMNS = ("dataset", "method", "seed", "trained", *LAYER_COLUMNS)
# What is read of the accuracy of sparse networks, trained and without some links.
HISTORY_COLUMNS = ("dataset", "method", "seed", "trained", "epoch", "test_accuracy")
PRUNED_COLUMNS = ("dataset", "method", "seed", "kind", "level", "draw", "variant", "accuracy")
# What is known of a pair of classes: what its models lose, in percentage points, and more.
MEASURES = ("delta_binarization", "delta_randomization", "ssim_distance", "accuracy")
PAIR = ("class_a", "class_b")
# A row per pair, state and layer: medians over models.
BESIDE_COLUMNS = ("dataset", "state", "layer", *PAIR, "models", *METRICS, *MEASURES)
# A row per state, layer, metric and measure, over pairs; `tests` and `p_holm` are of all of a
# dataset and state. Of trained models `gain` is the rho less that of the same before training.
CORRELATED_COLUMNS = ("dataset", "state", "layer", "metric", "measure")
CORRELATION_COLUMNS = (
    *CORRELATED_COLUMNS,
    *("spearman_rho", "p_value", "ci_low", "ci_high", "pairs", "missing"),
    *("p_qap", "ci_low_classes", "ci_high_classes", "tests", "p_holm"),
    *("gain", "ci_low_gain", "ci_high_gain"),
)
# A row per state, layer and metric: means over E- and H-models, and what their tasks lose.
TASK_COLUMNS = (
    *("dataset", "state", "layer", "metric", "easy", "hard"),
    *("difference", "ci_low", "ci_high", "deviations", "easy_models", "hard_models"),
    *("easy_pair", "hard_pair"),
    *(f"{task}_{measure}" for task in ("easy", "hard") for measure in MEASURES[:2]),
)
# A row per method, selection of links and share of them that is removed.
ROBUSTNESS_COLUMNS = (
    *("dataset", "method", "selection", "removed", "networks"),
    *("accuracy", "accuracy_sd", "left", "left_sd"),
)
# A row per method, layer, metric and selection: over networks, and its correlation with what is
# left; `tests` and `p_holm` are of all of a dataset and method.
SPARSE_COLUMNS = (
    *("dataset", "method", "layer", "metric", "networks", "mean", "sd"),
    *("selection", "accuracy", "left"),
    *("spearman_rho", "ci_low", "ci_high", "p_value", "tests", "p_holm"),
)
