"""Silence the weakest neurons of a block of networks, or some at random."""

from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.pruning import prune
from taskcomplexity.studies.metrics.stored import read_block

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device("cpu", snakemake.threads)
    block, data = read_block(
        snakemake.input.images,
        snakemake.input.weights,
        snakemake.wildcards.dataset,
        snakemake.wildcards.measured,
        params.inputs,
        params.shape,
        params.seed,
    )
    table = prune(block, data, params.samples, params.pruning, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.inputs, "samples": params.samples, **params.pruning},
    )
    write_frame(table, snakemake.output[0], made_by)
