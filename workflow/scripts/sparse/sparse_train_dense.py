"""Train a block of full networks."""

from taskcomplexity.data.stored import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.models.block import Block
from taskcomplexity.models.names import SeedRange
from taskcomplexity.models.storage import save_ensembles
from taskcomplexity.provenance import record
from taskcomplexity.studies.sparse.inputs import read_data
from taskcomplexity.studies.sparse.names import DENSE
from taskcomplexity.studies.sparse.settings import Settings
from taskcomplexity.studies.sparse.train import train

with job(snakemake.log[0]):
    dataset, params, output = snakemake.wildcards.dataset, snakemake.params, snakemake.output
    device = open_device(snakemake.resources.device, snakemake.threads)
    seeds = tuple(SeedRange.parse(snakemake.wildcards.seeds))
    images = load_images(snakemake.input.images)
    data = read_data(images, dataset, **params.inputs, root_seed=params.seed)
    settings = Settings.read(params.training)
    trained = train(DENSE, dataset, seeds, data, settings, params.seed, device)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.inputs, **params.training},
    )
    block = Block(
        dataset=dataset,
        classes=tuple(params.inputs["classes"]),
        layers=settings.hidden,
        seeds=seeds,
        task=DENSE,
        task_name=DENSE,
        trained=tuple(trained.trained.tolist()),
    )
    save_ensembles(output.weights, [(trained.ensemble, block)], made_by)
    for table, path in ((trained.history, output.history), (trained.timings, output.timings)):
        write_frame(table, path, made_by)
