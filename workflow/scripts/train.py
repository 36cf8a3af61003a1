"""Train a block of seeds of one task."""

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.configuration.names import AUTO, TASKS, SeedRange
from taskcomplexity.data.images import load_images
from taskcomplexity.data.usable import check_usable
from taskcomplexity.devices import open_device
from taskcomplexity.distances.extremes import extreme_pair
from taskcomplexity.joblog import job
from taskcomplexity.models.block import Block
from taskcomplexity.models.storage import save_ensemble
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_table, write_table
from taskcomplexity.training.task import pair_task
from taskcomplexity.training.train import Settings, history_table, train

with job(snakemake.log[0]):
    wildcards, params = snakemake.wildcards, snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    classes = params.classes
    if classes == AUTO:
        classes = extreme_pair(
            read_table(snakemake.input.distances[0], DISTANCE_COLUMNS), wildcards.task
        )
    block = Block(
        dataset=wildcards.dataset,
        task=wildcards.task if wildcards.task in TASKS else "pair",
        class_a=classes[0],
        class_b=classes[1],
        hidden=int(wildcards.hidden),
        seeds=tuple(SeedRange.parse(wildcards.seeds)),
    )
    images = load_images(snakemake.input.images)
    check_usable(images, classes, wildcards.dataset)
    task = pair_task(images, *classes, device)
    trained = train(block, task, Settings(**params.training), params.seed)
    made_by = record(
        seed=params.seed, code=params.code, device=device.type, threads=snakemake.threads
    )
    save_ensemble(snakemake.output.weights, trained.ensemble, trained.block, made_by)
    write_table(history_table(trained), snakemake.output.history, made_by)
