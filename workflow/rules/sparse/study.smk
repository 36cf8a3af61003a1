"""Sparse networks whose links change between epochs: the second paper.

Input: the datasets that `sparse` names in the config.
Output: results/sparse/models/{dataset}/{networks}.safetensors, the links of a block of networks;
training, a row per network and epoch; topology, a row per update and layer; degrees, how many units
have how many links; timings, seconds per epoch; probes/{probe}, attacks and nulls, scores of the
disturbed networks; tasks, those of the first paper's models. `networks` is a method and its seeds,
such as rlr_seeds000-004.
"""

from taskcomplexity.studies.sparse.names import METHODS, SPARSE_METHODS

SPARSE = PLANS["sparse"]


wildcard_constraints:
    networks=rf"({'|'.join(METHODS)})_seeds\d+-\d+",
    linked=rf"({'|'.join(SPARSE_METHODS)})_seeds\d+-\d+",
    seeds=r"seeds\d+-\d+",
    task_models=r"(easy|hard)_d\d+(-\d+)*_seeds\d+-\d+",


include: "files.smk"
include: "training.smk"
include: "measuring.smk"


rule sparse:
    """Sparse networks with adaptive topology: trained, disturbed, drawn and audited."""
    input:
        SPARSE.every_table(),
        figure_files("sparse"),
        audit_files("sparse"),
        page_of("sparse"),
    localrule: True
