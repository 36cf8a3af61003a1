"""What the study is called."""

from taskcomplexity.study import Study

STUDY = Study(
    name="metrics",
    title="Deep Neural Networks via Complex Network Theory: a Perspective",
)
