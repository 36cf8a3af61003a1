"""Find where in a picture the strength of recurrent networks comes from."""

from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.recurrent import steps_and_maps
from taskcomplexity.studies.metrics.stored import read_block

with job(snakemake.log[0]):
    params, output = snakemake.params, snakemake.output
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
    steps, maps = steps_and_maps(block, data, params.samples, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.inputs, "samples": params.samples},
    )
    write_frame(steps, output.steps, made_by)
    write_frame(maps, output.maps, made_by)
