"""The parts of a dataset, as the names of its arrays and folders begin."""

SPLITS = ("train", "test")
