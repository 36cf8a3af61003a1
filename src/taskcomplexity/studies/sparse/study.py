"""What the study is called."""

from taskcomplexity.study import Study

STUDY = Study(
    name="sparse",
    title="Robustness in sparse artificial neural networks trained with adaptive topology",
)
