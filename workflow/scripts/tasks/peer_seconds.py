"""Put together what each measure took."""

from taskcomplexity.complexity.peers.names import PEER_COLUMNS, SECONDS_COLUMNS
from taskcomplexity.complexity.peers.table import present
from taskcomplexity.frames import read_by_dataset, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.tasks.peers.seconds import seconds_table

with job(snakemake.log[0]):
    params = snakemake.params
    datasets = list(params.by_jobs)
    measures = read_by_dataset(datasets, snakemake.input.measures, PEER_COLUMNS)
    table = seconds_table(
        read_by_dataset(datasets, snakemake.input.inside, SECONDS_COLUMNS),
        params.by_jobs,
        {name: present(rows) for name, rows in measures.groupby("dataset")},
    )
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_frame(table, snakemake.output[0], made_by)
