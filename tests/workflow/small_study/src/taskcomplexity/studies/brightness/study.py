"""What the study is called."""

from taskcomplexity.study import Study

STUDY = Study(name="brightness", title="How bright the images of each class are")
