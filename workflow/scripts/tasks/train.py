"""Train a block of seeds of one task, or of several pairs."""

import pyarrow as pa

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.configuration.classes import AUTO
from taskcomplexity.data.samples import pick_task
from taskcomplexity.data.stored import load_data
from taskcomplexity.data.usable import check_usable
from taskcomplexity.devices import open_device
from taskcomplexity.distances.extremes import extreme_pair
from taskcomplexity.distances.measure import SSIM, chosen
from taskcomplexity.joblog import job
from taskcomplexity.models.block import Block
from taskcomplexity.models.names import Models
from taskcomplexity.models.scaling import scaling_name
from taskcomplexity.models.storage import save_ensembles
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_table, write_table
from taskcomplexity.training.train import Settings, history_table, train

with job(snakemake.log[0]):
    dataset, params = snakemake.wildcards.dataset, snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    models, data = Models.parse(snakemake.wildcards.models), load_data(snakemake.input.images)
    # Which classes are in use is no parameter of the fetch, so that it is checked here too.
    ssim = chosen(data, snakemake.config["distances"]["measure"]) == SSIM
    settings = dict(params.training)
    scaling = settings.pop("scaling")
    ensembles, histories = [], []
    for name, classes in params.tasks.items():
        if classes == AUTO:
            distances = read_table(snakemake.input.distances[0], DISTANCE_COLUMNS)
            classes = extreme_pair(distances, name)
        check_usable(data, classes, dataset, ssim=ssim)
        block = Block(
            dataset=dataset,
            classes=tuple(classes),
            layers=models.layers,
            seeds=tuple(models.seeds),
            task="pair" if "-" in name else name,
            task_name=name,
            scaling=scaling_name(data, scaling),
        )
        task = pick_task(data, block.classes, device)
        trained = train(block, task, Settings(**settings), params.seed)
        ensembles.append((trained.ensemble, trained.block))
        histories.append(history_table(trained))
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings=params.training,
    )
    save_ensembles(snakemake.output.weights, ensembles, made_by)
    write_table(pa.concat_tables(histories), snakemake.output.history, made_by)
