"""What the study is called."""

from taskcomplexity.study import Study

STUDY = Study(
    name="language",
    title="Task complexity shapes internal representations: the layers of a language model",
    first=True,
    audit="audit_language",
)
