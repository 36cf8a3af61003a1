"""Take the metrics of a block of networks, trained and untrained."""

from taskcomplexity.data.images import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.inputs import read_data
from taskcomplexity.studies.metrics.measure import measure
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
    measured = measure(block, data, params.samples, params.bias, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.inputs, "samples": params.samples, "bias": params.bias},
    )
    for table, path in (
        (measured.layers, output.layers),
        (measured.quantiles, output.quantiles),
        (measured.neurons, output.neurons),
    ):
        write_frame(table, path, made_by)
