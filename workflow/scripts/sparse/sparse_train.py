"""Train a block of sparse networks and rewire them between epochs."""

from taskcomplexity.data.stored import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.links.storage import save_networks
from taskcomplexity.provenance import record
from taskcomplexity.studies.sparse.degrees import degree_table
from taskcomplexity.studies.sparse.inputs import read_data
from taskcomplexity.studies.sparse.names import Networks
from taskcomplexity.studies.sparse.settings import Settings
from taskcomplexity.studies.sparse.train import train

with job(snakemake.log[0]):
    dataset, params, output = snakemake.wildcards.dataset, snakemake.params, snakemake.output
    device = open_device(snakemake.resources.device, snakemake.threads)
    block = Networks.parse(snakemake.wildcards.linked)
    images = load_images(snakemake.input.images)
    data = read_data(images, dataset, **params.inputs, root_seed=params.seed)
    settings = Settings.read(params.training)
    trained = train(block.method, dataset, list(block.seeds), data, settings, params.seed, device)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.inputs, **params.training},
    )
    save_networks(output.weights, trained.by_seed(), trained.trained, made_by)
    degrees = degree_table(dataset, block.method, trained.by_seed(), trained.trained)
    for table, path in (
        (trained.history, output.history),
        (trained.topology, output.topology),
        (degrees, output.degrees),
        (trained.timings, output.timings),
    ):
        write_frame(table, path, made_by)
