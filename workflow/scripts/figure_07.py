"""Draw figure 7: the spread of the weights of every model."""

from taskcomplexity.columns import SPREAD_COLUMNS
from taskcomplexity.figures.figure_07 import draw_spread
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = read_tables(snakemake.input.spread, SPREAD_COLUMNS).to_pandas()
    table = table[table["hidden"] == params.hidden]
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    publish(
        table,
        lambda table: draw_spread(table, params.titles),
        snakemake.output,
        Style(**params.style),
        made_by,
    )
