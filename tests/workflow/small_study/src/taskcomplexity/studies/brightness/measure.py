"""The brightness of classes."""

import pyarrow as pa

from taskcomplexity.data.images import Images


def brightness(images: Images, number: int) -> pa.Table:
    """Return the mean pixel, from 0 to 255, of the first training images of each class."""
    means = [images.of_class(label)[:number].mean() for label in range(len(images.classes))]
    return pa.table({"class_name": list(images.classes), "brightness": means})
