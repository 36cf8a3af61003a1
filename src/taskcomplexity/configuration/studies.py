"""The studies there are. Each is listed here, and nowhere else."""

STUDIES = ("tasks", "language", "sparse", "metrics")
