"""Measure the complexity of the pairs of a dataset."""

import pyarrow as pa

from taskcomplexity.columns import DISTANCE_COLUMNS, PROBE_COLUMNS
from taskcomplexity.complexity.pairs import complexity_table
from taskcomplexity.joblog import logged
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_table, read_tables, write_table

with logged(snakemake.log[0]):
    table = complexity_table(
        read_table(snakemake.input.distances, DISTANCE_COLUMNS).to_pandas(),
        read_tables(snakemake.input.pruned, PROBE_COLUMNS).to_pandas(),
    )
    made_by = record(
        seed=snakemake.params.seed, code=snakemake.params.code, device="cpu", threads=1
    )
    write_table(pa.Table.from_pandas(table, preserve_index=False), snakemake.output[0], made_by)
