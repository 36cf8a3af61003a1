"""Take the metrics of the first paper's models, and of what they were before training."""

from taskcomplexity.data.stored import load_data
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.neighbours.measure import model_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device("cpu", snakemake.threads)
    data = load_data(snakemake.input.images)
    table = model_table(snakemake.input.weights, data, params.samples, params.bias, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"samples": params.samples, "bias": params.bias},
    )
    write_frame(table, snakemake.output[0], made_by)
