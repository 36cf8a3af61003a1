"""How the models of other studies are called in files and in the config."""

TASKS_GROUP, PAIRS = "tasks", "pairs"
TASKS = ("easy", "hard")
# Networks of the second paper that were full when their weights were drawn: all links, or pruned.
DENSE, PRUNED = "dense", "dense_pruned"
