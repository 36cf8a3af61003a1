"""Silence the weakest neurons of a block of networks, or some at random."""

from taskcomplexity.data.images import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.inputs import read_data
from taskcomplexity.studies.metrics.pruning import prune
from taskcomplexity.studies.metrics.stored import load_block

with job(snakemake.log[0]):
    dataset, params = snakemake.wildcards.dataset, snakemake.params
    device = open_device("cpu", snakemake.threads)
    images = load_images(snakemake.input.images)
    data = read_data(images, dataset, **params.inputs, root_seed=params.seed)
    block = load_block(
        snakemake.input.weights,
        dataset,
        snakemake.wildcards.measured,
        data,
        **params.shape,
        root_seed=params.seed,
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
