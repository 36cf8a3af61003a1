"""Kinds of layers, as the metrics see them."""

from taskcomplexity.metrics.layers.convolution import Convolution
from taskcomplexity.metrics.layers.dense import Dense
from taskcomplexity.metrics.layers.layer import BIASES, Layer, Weights
from taskcomplexity.metrics.layers.recurrent import RecurrentStep
from taskcomplexity.metrics.layers.sparse import Sparse

__all__ = ["BIASES", "Convolution", "Dense", "Layer", "RecurrentStep", "Sparse", "Weights"]
