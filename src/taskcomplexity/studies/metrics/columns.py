"""The columns of the tables of this study."""

NETWORK_COLUMNS = ("dataset", "cell", "seed")
# A row per network and epoch; epoch 0 is before training. Of autoencoders the error and the
# cross-entropy are those of pixels, of the others there is no error.
HISTORY_COLUMNS = (
    *NETWORK_COLUMNS,
    "epoch",
    "training_loss",
    "held_out_accuracy",
    "held_out_mse",
    "held_out_cross_entropy",
)
# A row per network, epoch, layer and way in which biases count: mean and variance of the link
# weights.
WEIGHT_COLUMNS = (*NETWORK_COLUMNS, "epoch", "layer", "bias", "mean", "variance")
# A row per network. `low` and `high` are the published range of `measure`, `within` whether the
# network lies in it, on the images held out; the mean picture is the best constant answer of an
# autoencoder.
PERFORMANCE_COLUMNS = (
    *NETWORK_COLUMNS,
    *("architecture", "layers", "activation", "trained"),
    *("parameters", "initial_sd", "optimizer", "learning_rate", "batch_size", "epochs"),
    *("measure", "low", "high", "within"),
    *("held_out_accuracy", "held_out_mse", "held_out_cross_entropy"),
    *("accuracy", "mse", "cross_entropy", "mean_picture_mse", "mean_picture_cross_entropy"),
)
STATE_COLUMNS = (*NETWORK_COLUMNS, "state", "layer")
# A row per network, state and layer; layers are counted from the input, which is 1.
LAYER_COLUMNS = (
    *STATE_COLUMNS,
    *("neurons", "links", "samples"),
    *("weight_mean", "weight_variance", "weight_negative", "weight_near_zero"),
    *("strength_in_mean", "strength_in_fluctuation", "strength_in_skewness"),
    *("strength_in_kurtosis", "strength_out_mean", "strength_out_fluctuation"),
    *("zeta_mean", "zeta_sd", "zeta_skewness", "zeta_kurtosis", "zeta_negative"),
    *("activation_mean", "activation_sd", "activation_middle", "activation_extreme", "dead"),
    *("correlation_zeta", "correlation_activation"),
)
# `values` are quantiles, see :data:`taskcomplexity.studies.metrics.names.QUANTILES`.
QUANTILE_COLUMNS = (*STATE_COLUMNS, "metric", "values")
# A row per network, state, layer and neuron; strength of a neuron for inputs and activation are
# means over samples.
NEURON_COLUMNS = (*STATE_COLUMNS, "neuron", "strength_in", "strength_out", "zeta", "activation")
# Recurrent networks: a row per network, state and step, and one per pixel of a step.
STEP_COLUMNS = (*NETWORK_COLUMNS, "state", "step", "zeta_magnitude", "brightness")
MAP_COLUMNS = (*NETWORK_COLUMNS, "state", "step", "column", "elicited", "brightness")
# A row per trained network, order of its hidden neurons, share that is kept and draw.
PRUNED_COLUMNS = (*NETWORK_COLUMNS, "by", "kept", "draw", "accuracy", "mse")
# A row per dataset, target, kind (true or shuffled labels, or the untrained twins), shuffle and
# fold: the networks of one seed, told by a classifier that saw all others.
TELLAPART_COLUMNS = (
    *("dataset", "target", "kind", "shuffle", "fold"),
    *("accuracy", "chance", "networks"),
)
