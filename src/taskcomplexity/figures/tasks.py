"""How models of each task look in all figures."""

from collections.abc import Iterable
from dataclasses import dataclass

# Okabe and Ito's colours keep apart for all common forms of colour blindness.
TASK_COLOR = {"easy": "#0072B2", "hard": "#D55E00"}
TASK_MARKER = {"easy": "o", "hard": "s"}
TASK_LABEL = {"easy": "E-model", "hard": "H-model"}
FURTHER = (("#009E73", "^"), ("#CC79A7", "D"), ("#E69F00", "v"), ("#56B4E9", "P"), ("#000000", "X"))
SIGMA_LINE = {"easy": (0, (1, 1.2)), "hard": (0, (4, 1.2, 1, 1.2))}
FURTHER_SIGMA = (0, (2, 2.4))


@dataclass(frozen=True)
class TaskLook:
    """How models of a task look.

    Attributes
    ----------
    color, marker
        Of their curves, as matplotlib takes them.
    label
        What they are called in legends.
    sigma
        Line style of a mark for the spread of their weights.
    """

    color: str
    marker: str
    label: str
    sigma: object


def task_looks(tasks: Iterable[str]) -> dict[str, TaskLook]:
    """Return the look of each of several tasks, the paper's first, then others in their order.

    Of more further tasks than there are colours some look alike.
    """
    found = list(dict.fromkeys(tasks))
    order = [task for task in TASK_COLOR if task in found]
    looks = {
        task: TaskLook(TASK_COLOR[task], TASK_MARKER[task], TASK_LABEL[task], SIGMA_LINE[task])
        for task in order
    }
    for place, task in enumerate(task for task in found if task not in looks):
        color, marker = FURTHER[place % len(FURTHER)]
        looks[task] = TaskLook(color, marker, f"{task} model", FURTHER_SIGMA)
    return looks
