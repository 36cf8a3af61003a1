"""Draw figure 1, and 10 and 12: accuracy against the strength of the probes."""

from taskcomplexity.columns import PROBE_COLUMNS, SPREAD_COLUMNS
from taskcomplexity.figures.curves import curve_table, draw_curves
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = curve_table(
        read_tables(snakemake.input.probed, PROBE_COLUMNS).to_pandas(),
        read_tables(snakemake.input.spread, SPREAD_COLUMNS).to_pandas(),
    )
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    publish(
        table,
        lambda table: draw_curves(table, params.titles, params.classes),
        snakemake.output,
        Style(**params.style),
        made_by,
    )
