"""Hold the performance of all networks beside what was published."""

from pathlib import Path

import pandas as pd

from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.columns import PERFORMANCE_COLUMNS
from taskcomplexity.studies.metrics.table_1 import table_1
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    resources = Path(snakemake.scriptdir).resolve().parents[2] / "resources"
    performance = read_tables(snakemake.input, PERFORMANCE_COLUMNS).to_pandas()
    table = table_1(performance, pd.read_csv(resources / "published/metrics/table_1.csv"))
    print(table.to_string())
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_frame(table, snakemake.output[0], made_by)
