"""Measure the spread of the weights of every model."""

import pyarrow as pa

from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.models.statistics import weight_statistics
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    device = open_device("cpu", snakemake.threads)
    tables = [
        weight_statistics(ensemble, block)
        for path in snakemake.input.weights
        for ensemble, block in load_ensembles(path, device)
    ]
    made_by = record(
        seed=snakemake.params.seed,
        code=snakemake.params.code,
        device=device.type,
        threads=snakemake.threads,
    )
    write_table(pa.concat_tables(tables), snakemake.output[0], made_by)
