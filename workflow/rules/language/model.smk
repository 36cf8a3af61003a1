"""Fetching, training and probing the language model and its corpus; see study.smk."""

from taskcomplexity.probes.probe import PROBES


rule language_corpus:
    """Fetch the sentences and their labels."""
    input:
        no_input,
    output:
        "results/language/corpus.parquet",
    log:
        "logs/language/corpus.log",
    benchmark:
        "logs/benchmarks/language/corpus.tsv"
    conda:
        "../../../envs/language.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        source=LANGUAGE.corpus,
        own_data=lambda wildcards: own_corpus_digest(LANGUAGE.corpus),
        seed=config["seed"],
        code=code("language/language_corpus"),
    message:
        "Fetch the corpus {params.source}"
    script:
        "../../scripts/language/language_corpus.py"


rule language_model:
    """Fetch the model and its tokenizer."""
    input:
        no_input,
    output:
        directory("results/language/fetched"),
    log:
        "logs/language/model.log",
    benchmark:
        "logs/benchmarks/language/model.tsv"
    conda:
        "../../../envs/language.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(30),
    params:
        source=LANGUAGE.model,
        own_data=lambda wildcards: own_folder_digest(LANGUAGE.model),
        code=code("language/language_model"),
    message:
        "Fetch the model {params.source}"
    script:
        "../../scripts/language/language_model.py"


rule language_layers:
    """Check that model, layers and corpus fit, before anything is trained or probed."""
    input:
        model="results/language/fetched",
        corpus="results/language/corpus.parquet",
    output:
        "results/language/layers.parquet",
    log:
        "logs/language/layers.log",
    benchmark:
        "logs/benchmarks/language/layers.tsv"
    priority: 100
    conda:
        "../../../envs/language.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        layers=LANGUAGE.layers,
        tuned=LANGUAGE.tuned,
        sentences=LANGUAGE.sentences,
        training_sentences=LANGUAGE.training_sentences if LANGUAGE.tuned else None,
        seed=config["seed"],
        code=code("language/language_layers"),
    message:
        "Check that model, layers and corpus fit"
    script:
        "../../scripts/language/language_layers.py"


rule fine_tune:
    """Train the encoder to label the words of the corpus."""
    input:
        encoder="results/language/fetched",
        corpus="results/language/corpus.parquet",
    output:
        model=directory("results/language/fine_tuned"),
        history="results/language/fine_tuning.parquet",
    log:
        "logs/language/fine_tune.log",
    benchmark:
        "logs/benchmarks/language/fine_tune.tsv"
    conda:
        "../../../envs/language.yaml"
    threads: 2
    resources:
        mem_mb=growing(4000),
        runtime=growing(120),
        device=config["device"],
    params:
        settings=LANGUAGE.fine_tuning,
        sentences=LANGUAGE.training_sentences,
        seed=config["seed"],
        code=code("language/fine_tune"),
    message:
        "Fine-tune the encoder"
    script:
        "../../scripts/language/fine_tune.py"


rule language_baseline:
    """Measure the F1 of the model as it is."""
    input:
        model=LANGUAGE.probed_model,
        corpus="results/language/corpus.parquet",
    output:
        "results/language/baseline.parquet",
    log:
        "logs/language/baseline.log",
    benchmark:
        "logs/benchmarks/language/baseline.tsv"
    priority: 50
    conda:
        "../../../envs/language.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(30),
        device=config["device"],
    params:
        sentences=LANGUAGE.sentences,
        precision=LANGUAGE.precision,
        seed=config["seed"],
        code=code("language/language_baseline"),
    message:
        "F1 of the language model as it is"
    script:
        "../../scripts/language/language_baseline.py"


rule language_kept:
    """Compute once what stands before a layer."""
    input:
        model=LANGUAGE.probed_model,
        corpus="results/language/corpus.parquet",
    output:
        "results/language/kept/{layer}.safetensors",
    log:
        "logs/language/kept/{layer}.log",
    benchmark:
        "logs/benchmarks/language/kept/{layer}.tsv"
    priority: 20
    conda:
        "../../../envs/language.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
        device=config["device"],
    params:
        layer=lambda wildcards: LANGUAGE.layers[wildcards.layer],
        sentences=LANGUAGE.sentences,
        precision=LANGUAGE.precision,
        code=code("language/language_kept"),
    message:
        "Keep what stands before the layer {wildcards.layer}"
    script:
        "../../scripts/language/language_kept.py"


rule language_probe:
    """Apply a probe to a layer of the language model (figures 5, 9)."""
    input:
        model=LANGUAGE.probed_model,
        corpus="results/language/corpus.parquet",
        kept="results/language/kept/{layer}.safetensors",
    output:
        "results/language/{language_probe}/{layer}.parquet",
    log:
        "logs/language/{language_probe}/{layer}.log",
    benchmark:
        "logs/benchmarks/language/{language_probe}/{layer}.tsv"
    conda:
        "../../../envs/language.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(240),
        device=config["device"],
    params:
        layer=lambda wildcards: LANGUAGE.layers[wildcards.layer],
        settings=lambda wildcards: LANGUAGE.probes[wildcards.language_probe],
        sentences=LANGUAGE.sentences,
        precision=LANGUAGE.precision,
        seed=config["seed"],
        code=lambda wildcards: code(
            "language/language_probe", PROBES[wildcards.language_probe].module
        ),
    message:
        "{wildcards.language_probe} of the layer {wildcards.layer}"
    script:
        "../../scripts/language/language_probe.py"


rule layer_curves:
    """Average F1 over the draws of all layers and probes."""
    input:
        LANGUAGE.layer_tables(),
    output:
        "results/language/curves.parquet",
    log:
        "logs/language/curves.log",
    benchmark:
        "logs/benchmarks/language/curves.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=config["seed"],
        code=code("language/layer_curves"),
    message:
        "Average over draws"
    script:
        "../../scripts/language/layer_curves.py"
