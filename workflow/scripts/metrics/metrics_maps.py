"""Find where in a picture the strength of recurrent networks comes from."""

from taskcomplexity.data.images import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.inputs import read_data
from taskcomplexity.studies.metrics.recurrent import steps_and_maps
from taskcomplexity.studies.metrics.stored import load_block

with job(snakemake.log[0]):
    dataset, params, output = snakemake.wildcards.dataset, snakemake.params, snakemake.output
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
