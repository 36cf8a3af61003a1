"""Names of variants."""

# The config as it is, which every variant is held against.
DEFAULT = "default"
