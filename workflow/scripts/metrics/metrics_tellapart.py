"""Try to tell architecture, depth and activation of networks by their metrics."""

from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.columns import LAYER_COLUMNS
from taskcomplexity.studies.metrics.tellapart import tell_apart
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = tell_apart(read_tables(snakemake.input, LAYER_COLUMNS).to_pandas(), params.seed)
    print(table.groupby(["target", "kind"])[["accuracy", "chance"]].mean().to_string())
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_frame(table, snakemake.output[0], made_by)
