"""Complex-network metrics of trained networks: the third paper.

Input: the datasets that `metrics` names in the config.
Output: results/metrics/models/{dataset}/{networks}.safetensors, the weights of a block of networks;
training, a row per network and epoch; weights, mean and variance of its link weights by epoch and
layer; performance, what became of it; layers, quantiles and neurons, its metrics, and those of the
same network before training; steps and maps, where in a picture the strength of recurrent networks
comes from; pruned, its performance without some neurons; and of all networks table_1 and tellapart.
`networks` is a cell and its seeds, such as fc_3_sigmoid_seeds000-029.
"""

from taskcomplexity.studies.metrics.names import ACTIVATIONS, ARCHITECTURES
from taskcomplexity.studies.metrics.plan import TABLE_1, TELLAPART

METRICS = PLANS["metrics"]


wildcard_constraints:
    measured=rf"({'|'.join(ARCHITECTURES)})_\d+_({'|'.join(ACTIVATIONS)})_seeds\d+-\d+",


include: "files.smk"
include: "training.smk"
include: "measuring.smk"
include: "neighbours.smk"


rule metrics:
    """Complex-network metrics: networks trained, measured, drawn and audited."""
    input:
        METRICS.every_table(),
        figure_files("metrics"),
        audit_files("metrics"),
        page_of("metrics"),
    localrule: True
