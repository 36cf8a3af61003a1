"""Average F1 over the draws of all layers and probes."""

from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.language.columns import LAYER_COLUMNS
from taskcomplexity.studies.language.figures import layer_table
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = layer_table(read_tables(snakemake.input, LAYER_COLUMNS).to_pandas())
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_frame(table, snakemake.output[0], made_by)
