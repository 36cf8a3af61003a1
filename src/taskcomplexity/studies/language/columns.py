"""The columns of the study's tables.

They stand apart so that what only reads a table need not import what made it.
"""

SCORES = ("f1", "log_probability")
LAYER_COLUMNS = ("layer", "probe", "kind", "level", "draw", "variant", *SCORES)
CURVE_COLUMNS = ("layer", "probe", "kind", "level", "variant", *SCORES, "draws")
