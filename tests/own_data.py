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
    for split, number, seed in zip(("train", "test"), numbers, (7, 8), strict=True):
        for at, (image, label) in enumerate(zip(*drawn(number, seed), strict=True)):
            place = path / split / names[label]
            place.mkdir(parents=True, exist_ok=True)
            save(image, place / f"{at % (number // 2):03}.png")
    return path


def class_folders(path, names=NAMES, save=save_as_png, number=10):
    """Write ``CLASS/000.png`` and so on, without a test part."""
    for at, (image, label) in enumerate(zip(*drawn(number), strict=True)):
        place = path / names[label]
        place.mkdir(parents=True, exist_ok=True)
        save(image, place / f"{at % (number // 2):03}.png")
    return path


def save_in_colour(image, path):
    """Write a picture whose green is its image, brighter than red and darker than blue."""
    save_as_png(np.dstack([image // 2, image, 255 - image // 2]), path)


def rows(number=30, classes=NAMES, seed=5):
    """Rows of two numbers, a truth value, a text and the name of a class."""
    random = np.random.default_rng(seed)
    labels = np.arange(number) % len(classes)
    return {
        "length": (random.normal(size=number) + 3 * labels).round(4).tolist(),
        "count": random.integers(9, size=number).tolist(),
        "wild": (random.random(number) < 0.5).tolist(),
        "shade": np.array(["red", "green", "blue"])[random.integers(3, size=number)].tolist(),
        "species": [classes[label] for label in labels],
    }


def table(path, columns=None, **changed):
    """Write a table, .csv or .parquet; columns that are given take the place of those of rows."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    made = pa.table({**(rows() if columns is None else columns), **changed})
    write = pa.csv.write_csv if path.suffix == ".csv" else pa.parquet.write_table
    write(made, path)
    return path


def archive(path, numbers=(6, 4), **changed):
    """Write an archive; arrays that are given take the place of the drawn ones."""
    (a, b), (c, d) = drawn(numbers[0]), drawn(numbers[1], seed=8)
    arrays = {"train_images": a, "train_labels": b, "test_images": c, "test_labels": d}
    np.savez(path, **{**arrays, **changed})
    return path
