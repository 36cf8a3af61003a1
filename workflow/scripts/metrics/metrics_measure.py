"""Take the metrics of a block of networks, trained and untrained."""

from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.measure import measure
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
