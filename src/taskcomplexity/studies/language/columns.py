"""The columns of the study's tables.

They stand apart so that what only reads a table need not import what made it.
"""

LAYER_COLUMNS = ("layer", "probe", "kind", "level", "draw", "variant", "f1")
CURVE_COLUMNS = ("layer", "probe", "kind", "level", "variant", "f1", "draws")
