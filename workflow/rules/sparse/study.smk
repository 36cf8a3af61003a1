"""Sparse networks whose links change between epochs: the second paper.

Input: the datasets that `sparse` names in the config.
Output: results/sparse/models/{dataset}/{networks}.safetensors, the links of a block of networks;
training, a row per network and epoch; topology, a row per update and layer; degrees, how many units
have how many links; timings, seconds per epoch; probes/{probe}, attacks and nulls, scores of the
disturbed networks; tasks, those of the first paper's models. `networks` is a method and its seeds,
such as rlr_seeds000-004.
"""

SPARSE = PLANS["sparse"]


wildcard_constraints:
    networks=r"[a-z0-9_]+_seeds\d+-\d+",
    linked=r"(static|rlr|ch3l3|ch3l3_soft)_seeds\d+-\d+",
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
    localrule: True
