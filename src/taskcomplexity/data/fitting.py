"""What a user asks of a dataset that does not go with what the dataset is."""

from taskcomplexity.data.asked import Asked
from taskcomplexity.data.listing import OwnFiles

# Where test rows or pictures go, by the kind of the dataset.
TEST_PARTS = {
    "archive": "store them beside as test_images or test_features, and test_labels",
    "pictures": "put them into test/CLASS/, and those for training into train/CLASS/",
    "idx": "they are in the files t10k-…",
}


def unfit(asked: Asked, listing: OwnFiles) -> list[str]:
    """Say what is asked of a dataset that it has no use for, each line with the key first.

    Parameters
    ----------
    asked
        What is asked.
    listing
        The files of the dataset.
    """
    wrong = []
    if listing.kind != "table" and asked.label is not None:
        wrong.append("`label` names a column of a table, but `path` is none; leave the key out")
    if listing.kind != "table" and asked.test_path is not None:
        wrong.append(
            "`test_path` is a second table, but `path` is no table; leave the key out, and for "
            f"test samples of your own {TEST_PARTS[listing.kind]}"
        )
    if listing.is_split and asked.test_fraction is not None:
        part = "`test_path`" if listing.kind == "table" else "a test part"
        wrong.append(
            f"`test_fraction` is for data without a test part, but there is {part}; leave one of "
            "them out"
        )
    features = listing.kind == "table" or any(name.endswith("features") for name in listing.arrays)
    for key in ("colour", "size"):
        if features and getattr(asked, key) is not None:
            wrong.append(f"`{key}` is for pictures, but these are rows of features; leave it out")
    return wrong
