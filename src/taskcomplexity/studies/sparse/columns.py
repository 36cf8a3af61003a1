"""The columns of the tables of this study."""

NETWORK_COLUMNS = ("dataset", "method", "seed", "trained")
HISTORY_COLUMNS = (
    *NETWORK_COLUMNS,
    "epoch",
    "learning_rate",
    "training_loss",
    "test_accuracy",
    "validation_accuracy",
)
TOPOLOGY_COLUMNS = (
    *NETWORK_COLUMNS,
    "epoch",
    "layer",
    "links",
    "places",
    "zeta",
    "removed",
    "stranded",
    "overlap",
    "active_inputs",
    "active_outputs",
    "explored",
)
DEGREE_COLUMNS = (*NETWORK_COLUMNS, "layer", "side", "degree", "units")
SCORE_COLUMNS = ("accuracy", "balanced_accuracy", "auc", "loss", "chance", "images")
PROBE_COLUMNS = (
    *NETWORK_COLUMNS,
    "probe",
    "kind",
    "level",
    "draw",
    "variant",
    *SCORE_COLUMNS,
)
ATTACK_COLUMNS = (*NETWORK_COLUMNS, "kind", "epsilon", *SCORE_COLUMNS)
NULL_COLUMNS = (
    *NETWORK_COLUMNS,
    "kind",
    "draw",
    *SCORE_COLUMNS,
    "swaps_per_link",
    "overlap",
    "expected_overlap",
    "unmixed_layers",
)
TASK_COLUMNS = (
    "dataset",
    "task",
    "seed",
    "trained",
    "probe",
    "kind",
    "level",
    "draw",
    "variant",
    *SCORE_COLUMNS,
)
