"""The language-model case: figures 5 and 9.

Input: the model and the corpus that `language` names in the config.
Output: results/language/corpus.parquet, a row per word; results/language/fetched, the model as it
comes, and fine_tuned, where it is trained here; layers.parquet, the probed layers;
baseline.parquet, the F1 of the model as it is; kept/{layer}.safetensors, what stands before a
layer, computed once; {probe}/{layer}.parquet, a row per kind, level, draw and variant.
"""


wildcard_constraints:
    layer="|".join(LANGUAGE.layers),
    language_probe="|".join(LANGUAGE.probes),


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
        "../../envs/language.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        source=LANGUAGE.corpus,
        own_data=lambda wildcards: own_corpus_digest(LANGUAGE.corpus),
        seed=config["seed"],
        code=code("language_corpus"),
    message:
        "Fetch the corpus {params.source}"
    script:
        "../scripts/language_corpus.py"


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
        "../../envs/language.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(30),
    params:
        source=LANGUAGE.model,
        own_data=lambda wildcards: own_folder_digest(LANGUAGE.model),
        code=code("language_model"),
    message:
        "Fetch the model {params.source}"
    script:
        "../scripts/language_model.py"


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
        "../../envs/language.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        layers=LANGUAGE.layers,
        tuned=LANGUAGE.tuned,
        sentences=LANGUAGE.sentences,
        training_sentences=LANGUAGE.training_sentences if LANGUAGE.tuned else None,
        seed=config["seed"],
        code=code("language_layers"),
    message:
        "Check that model, layers and corpus fit"
    script:
        "../scripts/language_layers.py"


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
        "../../envs/language.yaml"
    threads: 2
    resources:
        mem_mb=growing(4000),
        runtime=growing(120),
        device=config["device"],
    params:
        settings=LANGUAGE.fine_tuning,
        sentences=LANGUAGE.training_sentences,
        seed=config["seed"],
        code=code("fine_tune"),
    message:
        "Fine-tune the encoder"
    script:
        "../scripts/fine_tune.py"


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
        "../../envs/language.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(30),
        device=config["device"],
    params:
        sentences=LANGUAGE.sentences,
        precision=LANGUAGE.precision,
        seed=config["seed"],
        code=code("language_baseline"),
    message:
        "F1 of the language model as it is"
    script:
        "../scripts/language_baseline.py"


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
        "../../envs/language.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
        device=config["device"],
    params:
        layer=lambda wildcards: LANGUAGE.layers[wildcards.layer],
        sentences=LANGUAGE.sentences,
        precision=LANGUAGE.precision,
        code=code("language_kept"),
    message:
        "Keep what stands before the layer {wildcards.layer}"
    script:
        "../scripts/language_kept.py"


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
        "../../envs/language.yaml"
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
        code=code("language_probe"),
    message:
        "{wildcards.language_probe} of the layer {wildcards.layer}"
    script:
        "../scripts/language_probe.py"


rule layer_curves:
    """Average F1 over the draws of all layers and probes."""
    input:
        layer_tables(),
    output:
        "results/language/curves.parquet",
    log:
        "logs/language/curves.log",
    benchmark:
        "logs/benchmarks/language/curves.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=config["seed"],
        code=code("layer_curves"),
    message:
        "Average over draws"
    script:
        "../scripts/layer_curves.py"


rule figure_05:
    """F1 of the language model against pruning, binarization and randomization of its layers."""
    input:
        "results/language/curves.parquet",
    output:
        pdf="results/figures/figure_05.pdf",
        png=report(
            "results/figures/figure_05.png",
            caption="../report/figure_05.rst",
            category="Figures",
            labels={"figure": "5", "shows": "layers of a language model, pruned"},
        ),
        table=report(
            "results/figures/figure_05.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "5", "shows": "layers of a language model, pruned"},
        ),
    log:
        "logs/figures/figure_05.log",
    benchmark:
        "logs/benchmarks/figures/figure_05.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        layers=list(LANGUAGE.layers),
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_05"),
    message:
        "Figure 5"
    script:
        "../scripts/figure_05.py"


rule figure_09:
    """F1 of the language model against noise and sign flips in its layers."""
    input:
        "results/language/curves.parquet",
    output:
        pdf="results/figures/figure_09.pdf",
        png=report(
            "results/figures/figure_09.png",
            caption="../report/figure_09.rst",
            category="Figures",
            labels={"figure": "9", "shows": "layers of a language model, noise and flips"},
        ),
        table=report(
            "results/figures/figure_09.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "9", "shows": "layers of a language model, noise and flips"},
        ),
    log:
        "logs/figures/figure_09.log",
    benchmark:
        "logs/benchmarks/figures/figure_09.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        layers=list(LANGUAGE.layers),
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_09"),
    message:
        "Figure 9"
    script:
        "../scripts/figure_09.py"


rule audit_language:
    """Hold the published statements and curves of the language model against ours."""
    input:
        "results/language/curves.parquet",
    output:
        table=report(
            "results/audit_language.parquet",
            caption="../report/audit.rst",
            category="Audit",
            labels={"audit": "table, language model"},
        ),
        page=report(
            "results/audit_language.html",
            caption="../report/audit.rst",
            category="Audit",
            labels={"audit": "page, language model"},
        ),
    log:
        "logs/audit_language.log",
    benchmark:
        "logs/benchmarks/audit_language.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        comparable=LANGUAGE.comparable,
        layers=list(LANGUAGE.layers),
        published=content_digest(sorted((ROOT / "resources/published/language").glob("*.csv"))),
        seed=config["seed"],
        code=code("audit_language"),
    message:
        "Audit of the language model against the published results"
    script:
        "../scripts/audit_language.py"
