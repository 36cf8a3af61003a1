"""Take the metrics of sparse networks, and of the full ones beside them."""

from taskcomplexity.data.stored import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.neighbours.measure import network_table

with job(snakemake.log[0]):
    wildcards, params = snakemake.wildcards, snakemake.params
    device = open_device("cpu", snakemake.threads)
    table = network_table(
        snakemake.input.weights,
        load_images(snakemake.input.images),
        wildcards.dataset,
        wildcards.measured_networks.rsplit("_", 1)[0],
        params.inputs,
        params.density,
        params.samples,
        params.bias,
        params.seed,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={
            **params.inputs,
            "density": params.density,
            "samples": params.samples,
            "bias": params.bias,
        },
    )
    write_frame(table, snakemake.output[0], made_by)
