"""What the paper speaks of."""

# The pairs of classes of its tasks.
TASKS = {
    "mnist": {"easy": (0, 7), "hard": (7, 9)},
    "fashion_mnist": {"easy": (2, 3), "hard": (1, 3)},
}
LETTER = {"easy": "E", "hard": "H"}
TITLES = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST"}
# The balanced accuracy of a guess, in percent.
GUESS = 50
