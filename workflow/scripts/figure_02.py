"""Draw figure 2: the seven randomizations."""

from taskcomplexity.columns import PROBE_COLUMNS
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.randomizations import box_table, draw_randomizations
from taskcomplexity.figures.style import Style
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = box_table(read_tables(snakemake.input.probed, PROBE_COLUMNS).to_pandas())
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    publish(
        table,
        lambda table: draw_randomizations(table, params.titles, params.classes),
        snakemake.output,
        Style(**params.style),
        made_by,
    )
