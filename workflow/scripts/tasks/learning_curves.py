"""Train models of pairs on ever more rows, until they are accurate enough."""

import pandas as pd

from taskcomplexity.complexity.peers.learning import learning_curve
from taskcomplexity.data.stored import load_data
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.models.block import Block
from taskcomplexity.models.scaling import scaling_name
from taskcomplexity.progress import Progress
from taskcomplexity.provenance import record
from taskcomplexity.training.train import Settings

with job(snakemake.log[0]):
    dataset, params = snakemake.wildcards.dataset, snakemake.params
    device, data = open_device("cpu", snakemake.threads), load_data(snakemake.input.data)
    settings = dict(params.training)
    scaling = scaling_name(data, settings.pop("scaling"))
    progress = Progress(f"Learning curves of {dataset}", len(params.pairs), "pairs of classes")
    curves = []
    for name, classes in params.pairs.items():
        block = Block(
            dataset, tuple(classes), tuple(params.layers), (0,), "pair", name, scaling=scaling
        )
        curves.append(
            learning_curve(
                data,
                block,
                Settings(**settings),
                params.rows,
                params.draws,
                params.seed,
                device,
                params.threshold,
            )
        )
        progress.advance()
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={
            **params.training,
            "rows": params.rows,
            "draws": params.draws,
            "threshold": params.threshold,
        },
    )
    write_frame(pd.concat(curves, ignore_index=True), snakemake.output[0], made_by)
