"""Small data of one's own, as users bring it."""

import numpy as np
from PIL import Image

NAMES = ("upper", "lower")


def drawn(number, seed=7):
    """Images of 12 x 12 whose upper (label 0) or lower half is the brighter one, in order."""
    labels = (np.arange(number) >= number // 2).astype(np.uint8)
    images = np.random.default_rng(seed).integers(0, 120, (number, 12, 12))
    images[labels == 0, :6] += 100
    images[labels == 1, 6:] += 100
    return images.astype(np.uint8), labels


def save_as_png(image, path):
    Image.fromarray(image).save(path)


def picture_folder(path, names=NAMES, save=save_as_png, numbers=(6, 4)):
    """Write ``train/CLASS/000.png`` and so on, half of the pictures for each class."""
    for split, number in zip(("train", "test"), numbers, strict=True):
        for at, (image, label) in enumerate(zip(*drawn(number), strict=True)):
            place = path / split / names[label]
            place.mkdir(parents=True, exist_ok=True)
            save(image, place / f"{at % (number // 2):03}.png")
    return path


def archive(path, numbers=(6, 4), **changed):
    """Write an archive; arrays that are given take the place of the drawn ones."""
    (a, b), (c, d) = map(drawn, numbers)
    arrays = {"train_images": a, "train_labels": b, "test_images": c, "test_labels": d}
    np.savez(path, **{**arrays, **changed})
    return path
