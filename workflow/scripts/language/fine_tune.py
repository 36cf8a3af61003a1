"""Train the encoder to label the words of the corpus."""

import pyarrow as pa

from taskcomplexity.atomic import replacing_folder
from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.language.corpus import load_sentences
from taskcomplexity.studies.language.finetune import FineTuning, fine_tune
from taskcomplexity.studies.language.fit import check_fit
from taskcomplexity.studies.language.section import number_of, probed_layers
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    sentences = load_sentences(snakemake.input.corpus, "train", params.sentences)
    # What does not fit must not cost a training; it is no param, as it changes nothing here.
    section = snakemake.config["language"]
    test = load_sentences(snakemake.input.corpus, "test", number_of(section["sentences"]))
    check_fit(snakemake.input.encoder, probed_layers(section), test, sentences)
    model, tokenizer, losses = fine_tune(
        snakemake.input.encoder, sentences, FineTuning(**params.settings), params.seed, device
    )
    with replacing_folder(snakemake.output.model) as beside:
        model.save_pretrained(beside)
        tokenizer.save_pretrained(beside)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={**params.settings, "sentences": params.sentences},
    )
    history = pa.table({"epoch": list(range(1, len(losses) + 1)), "training_loss": losses})
    write_table(history, snakemake.output.history, made_by)
