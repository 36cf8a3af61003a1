"""What the complexity of pairs hangs on besides the pairs.

Input: complexity and reliability of the pairs, of the config as it is and of every variant.
Output: results/sensitivity/variants.parquet, a row per dataset and variant;
results/sensitivity/audit_scalings.parquet, a row per claim of the paper and scaling of the inputs;
results/{variant}logits/{dataset}.parquet, the logits of binarized models of one pair.
"""


rule sensitivity:
    """The complexity of pairs under every variant of the config, side by side."""
    input:
        "results/sensitivity/variants.parquet",
        sensitivity_files,
    localrule: True


rule sensitivity_variants:
    """Summarise the complexity of pairs under every variant."""
    input:
        complexity=variant_tables("complexity"),
        reliability=variant_tables("reliability"),
    output:
        "results/sensitivity/variants.parquet",
    log:
        "logs/sensitivity_variants.log",
    benchmark:
        "logs/benchmarks/sensitivity_variants.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        rows=[row[:2] for row in TASKS_PLAN.by_variant("complexity")],
        resamples=config["complexity"]["resamples"],
        seed=config["seed"],
        code=code("tasks/sensitivity_variants"),
    message:
        "Complexity of pairs by variant"
    script:
        "../../scripts/tasks/sensitivity_variants.py"


rule logits:
    """Write down the logits of binarized models of a pair of classes."""
    input:
        images="results/data/{dataset}.safetensors",
        weights=shown_logits,
    output:
        "results/{variant}logits/{dataset}.parquet",
    log:
        "logs/logits/{variant}{dataset}.log",
    benchmark:
        "logs/benchmarks/logits/{variant}{dataset}.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        pair=lambda wildcards: plan_of(wildcards).shown_pair(wildcards.dataset),
        seed=config["seed"],
        code=code("tasks/logits"),
    message:
        "Logits of binarized models of {wildcards.variant}{wildcards.dataset}"
    script:
        "../../scripts/tasks/logits.py"


rule sensitivity_audit:
    """Hold the claims of the paper against the results under each scaling of the inputs."""
    input:
        unpack(scaling_tables),
    output:
        "results/sensitivity/audit_scalings.parquet",
    log:
        "logs/sensitivity_audit.log",
    benchmark:
        "logs/benchmarks/sensitivity_audit.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        reads={
            scaling: reading(plan.audit().reads) for scaling, plan in TASKS_PLAN.scalings.items()
        },
        about=TASKS_PLAN.audit().about,
        published=published("tasks"),
        seed=config["seed"],
        code=code("tasks/sensitivity_audit"),
    message:
        "Claims of the first paper by scaling of the inputs"
    script:
        "../../scripts/tasks/sensitivity_audit.py"
