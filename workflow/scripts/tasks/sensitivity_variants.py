"""Summarise the complexity of pairs under every variant of the config."""

from functools import partial

import pandas as pd

from taskcomplexity.columns import COMPLEXITY_COLUMNS, RELIABILITY_COLUMNS
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.tasks.sensitivity.variants import variant_table
from taskcomplexity.tables import read_table


def read(paths, columns):
    """Put the tables of all datasets and variants together."""
    return pd.concat(
        [
            read_table(path, columns).to_pandas().assign(dataset=dataset, variant=variant)
            for (dataset, variant), path in zip(snakemake.params.rows, paths, strict=True)
        ]
    )


with job(snakemake.log[0]):
    params = snakemake.params
    table = variant_table(
        read(snakemake.input.complexity, COMPLEXITY_COLUMNS),
        read(snakemake.input.reliability, RELIABILITY_COLUMNS),
        params.resamples,
        partial(numpy_generator, params.seed, "sensitivity"),
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={"resamples": params.resamples},
    )
    write_frame(table, snakemake.output[0], made_by)
