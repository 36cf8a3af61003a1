"""The language-model case of the first paper: figures 5 and 9.

Input: the model and the corpus that `language` names in the config.
Output: results/language/corpus.parquet, a row per word; results/language/fetched, the model as it
comes, and fine_tuned, where it is trained here; layers.parquet, the probed layers;
baseline.parquet, the F1 of the model as it is; kept/{layer}.safetensors, what stands before a
layer, computed once; {probe}/{layer}.parquet, a row per kind, level, draw and variant.
"""

LANGUAGE = PLANS["language"]


wildcard_constraints:
    layer="|".join(LANGUAGE.layers),
    language_probe="|".join(LANGUAGE.probes),


include: "files.smk"
include: "model.smk"


rule language:
    """Figures 5 and 9, of the language model that the config names."""
    input:
        figure_files("language"),
        LANGUAGE.probed_model,
        "results/language/layers.parquet",
        "results/language/baseline.parquet",
        audit_files("language"),
        page_of("language"),
    localrule: True
