"""Disturb E- and H-models of the first paper as the sparse networks are."""

from taskcomplexity.data.stored import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.sparse.tasks import task_table

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
    write_frame(table, snakemake.output[0], made_by)
