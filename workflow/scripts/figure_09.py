"""Figure 9."""

from functools import partial

from taskcomplexity.columns import CURVE_COLUMNS
from taskcomplexity.figures.layers import draw_disturbed_layers
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_table

PROBES = ["noise", "flip"]

with job(snakemake.log[0]):
    params = snakemake.params
    curves = read_table(snakemake.input[0], CURVE_COLUMNS).to_pandas()
    table = curves[curves["probe"].isin(PROBES)].reset_index(drop=True)
    publish(
        table,
        partial(draw_disturbed_layers, layers=params.layers),
        snakemake.output,
        Style(**params.style),
        record(seed=params.seed, code=params.code, device="cpu", threads=1),
    )
