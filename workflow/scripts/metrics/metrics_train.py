"""Train a block of networks, all at once."""

from taskcomplexity.data.stored import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.inputs import check_samples, read_data
from taskcomplexity.studies.metrics.names import Networks
from taskcomplexity.studies.metrics.settings import Settings
from taskcomplexity.studies.metrics.stored import save_weights
from taskcomplexity.studies.metrics.train import train

with job(snakemake.log[0]):
    dataset, params, output = snakemake.wildcards.dataset, snakemake.params, snakemake.output
    device = open_device(snakemake.resources.device, snakemake.threads)
    block = Networks.parse(snakemake.wildcards.measured)
    images = load_images(snakemake.input.images)
    data = read_data(images, dataset, **params.inputs, root_seed=params.seed)
    # On how many samples networks are measured is no parameter of their training, but is checked
    # before it.
    check_samples(data, dataset, snakemake.config["metrics"]["samples"])
    settings = Settings.read(params.training)
    trained = train(block.cell, dataset, list(block.seeds), data, settings, params.seed, device)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.inputs, **params.training},
    )
    save_weights(output.weights, trained.weights, block.seeds, made_by)
    for table, path in (
        (trained.history, output.history),
        (trained.link_weights, output.link_weights),
        (trained.performance, output.performance),
    ):
        write_frame(table, path, made_by)
