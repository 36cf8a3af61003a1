"""What the study is called."""

from taskcomplexity.study import Study

STUDY = Study(
    name="tasks",
    title="Task complexity shapes internal representations and robustness in neural networks",
    first=True,
    audit="audit",
)
