"""Prune full networks to the density of the sparse ones, and train them on if asked to."""

from taskcomplexity.data.stored import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.links.storage import save_networks
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.provenance import record
from taskcomplexity.studies.sparse.degrees import degree_table
from taskcomplexity.studies.sparse.inputs import read_data
from taskcomplexity.studies.sparse.names import PRUNED
from taskcomplexity.studies.sparse.pruned import prune_and_retrain
from taskcomplexity.studies.sparse.settings import Settings

with job(snakemake.log[0]):
    dataset, params, output = snakemake.wildcards.dataset, snakemake.params, snakemake.output
    device = open_device(snakemake.resources.device, snakemake.threads)
    ((ensemble, block),) = load_ensembles(snakemake.input.dense, open_device("cpu", 1))
    images = load_images(snakemake.input.images)
    data = read_data(images, dataset, **params.inputs, root_seed=params.seed)
    settings = Settings.read(params.training)
    trained = prune_and_retrain(ensemble, block, dataset, data, settings, params.seed, device)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.inputs, **params.training},
    )
    save_networks(output.weights, trained.by_seed(), trained.trained, made_by)
    degrees = degree_table(dataset, PRUNED, trained.by_seed(), trained.trained)
    for table, path in (
        (trained.history, output.history),
        (degrees, output.degrees),
        (trained.timings, output.timings),
    ):
        write_frame(table, path, made_by)
