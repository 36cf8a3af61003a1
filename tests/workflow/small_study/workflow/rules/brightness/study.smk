"""How bright the images of each class are.

Input: results/data/{dataset}.safetensors.
Output: results/brightness/{dataset}.parquet, a row per class.
"""

BRIGHTNESS = PLANS["brightness"]


rule brightness_of_classes:
    """Measure the brightness of every class."""
    input:
        images="results/data/{dataset}.safetensors",
    output:
        "results/brightness/{dataset}.parquet",
    log:
        "logs/brightness/{dataset}.log",
    localrule: True
    params:
        images=BRIGHTNESS.images,
        seed=config["seed"],
        code=code("brightness/brightness_of_classes"),
    script:
        "../../scripts/brightness/brightness_of_classes.py"


rule brightness:
    """The figure and the audit of the study."""
    input:
        figure_files("brightness"),
        audit_files("brightness"),
        page_of("brightness"),
    localrule: True
