"""Disturb E- and H-models of the first paper as the sparse networks are."""

import pyarrow as pa

from taskcomplexity.data.images import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.sparse.tasks import task_table
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device("cpu", snakemake.threads)
    table = task_table(
        snakemake.input.weights,
        load_images(snakemake.input.images),
        params.seeds,
        params.sweeps,
        params.attacks,
        params.seed,
        device,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"seeds": params.seeds, "sweeps": params.sweeps, "attacks": params.attacks},
    )
    write_table(pa.Table.from_pandas(table, preserve_index=False), snakemake.output[0], made_by)
