"""How task complexity shapes neural networks: the entry is workflow/Snakefile.

snakemake --cores all                                       the paper
snakemake --cores all --configfile config/quick.yaml        a taste, in minutes
snakemake --cores all language                              figures 5 and 9
"""


include: "workflow/Snakefile"


# Snakemake gives an included file's default target up.
rule default:
    """What the entry makes where nothing is named: `all`."""
    default_target: True
    input:
        rules.all.input,
    localrule: True
