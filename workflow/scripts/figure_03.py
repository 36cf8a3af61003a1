"""Draw figure 3, and 11 and 13: randomized models against pruning."""

from taskcomplexity.columns import PROBE_COLUMNS
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.recovery import draw_recovery, recovery_table
from taskcomplexity.figures.style import Style
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = recovery_table(read_tables(snakemake.input.probed, PROBE_COLUMNS).to_pandas())
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    publish(
        table,
        lambda table: draw_recovery(table, params.titles, params.classes),
        snakemake.output,
        Style(**params.style),
        made_by,
    )
