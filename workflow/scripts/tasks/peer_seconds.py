"""Put together what each measure took."""

from taskcomplexity.complexity.peers.names import SECONDS_COLUMNS
from taskcomplexity.frames import read_by_dataset, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.tasks.peers.seconds import seconds_table

with job(snakemake.log[0]):
    params = snakemake.params
    table = seconds_table(
        read_by_dataset(list(params.by_jobs), snakemake.input.inside, SECONDS_COLUMNS),
        params.by_jobs,
    )
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_frame(table, snakemake.output[0], made_by)
