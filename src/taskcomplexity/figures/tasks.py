"""How models of the easy and the hard task look in all figures."""

# Okabe and Ito's colours keep apart for all common forms of colour blindness.
TASK_COLOR = {"easy": "#0072B2", "hard": "#D55E00"}
TASK_MARKER = {"easy": "o", "hard": "s"}
TASK_LABEL = {"easy": "E-model", "hard": "H-model"}
