import hashlib

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from taskcomplexity.models.block import Block
from taskcomplexity.streams import numpy_generator, stream_seed, torch_generator

names = st.lists(st.one_of(st.text(max_size=8), st.integers()), min_size=1, max_size=4)


@given(names, names)
def test_streams_differ_exactly_when_their_names_do(first, second):
    assert (stream_seed(1, *first) == stream_seed(1, *second)) == (first == second)


def test_the_root_and_the_type_of_a_name_count():
    assert stream_seed(1, "a") != stream_seed(2, "a")
    assert stream_seed(1, 7) != stream_seed(1, "7")


def test_a_stream_starts_anew_each_time():
    first, second = (torch.rand(5, generator=torch_generator(3, "x")) for _ in range(2))
    assert torch.equal(first, second)
    assert numpy_generator(3, "x").random() == numpy_generator(3, "x").random()


def test_streams_are_fixed_for_ever():
    assert stream_seed(20250811, "mnist", 7, 9, 64, 0, "batches") == 4333578620876658859
    assert np.isclose(numpy_generator(0, "x").random(), 0.12376960967240025)


def test_a_model_has_its_streams_whatever_its_block_and_role():
    alone = Block("mnist", (7, 9), (64,), (3,), "pair", "7-9").generators(1, "batches")[0]
    among = Block("mnist", (7, 9), (64,), (0, 1, 2, 3), "hard", "hard").generators(1, "batches")[3]
    assert alone.initial_seed() == among.initial_seed()


def test_the_streams_of_a_model_are_named_by_its_classes_its_layers_and_its_seed():
    def names(classes, layers, training=""):
        block = Block("mnist", classes, layers, (3,), "pair", "7-9", training=training)
        return block.stream_names("initialisation")

    assert names((7, 9), (64,)) == [("mnist", 7, 9, 64, 3, "initialisation")]
    assert names((7, 9), (128, 64)) == [("mnist", 7, 9, "128-64", 3, "initialisation")]
    assert names((7, 9, 4), (64,)) == [("mnist", 7, 9, 4, 64, 3, "initialisation")]
    for layers in ((64,), (128, 64)):
        assert names((7, 9), layers, "slow") == names((7, 9), layers)


def test_the_last_bits_of_a_float_do_not_count():
    exponents = np.linspace(-10, 0, 30)
    levels = {"C library": 2.0**exponents, "NumPy": np.exp2(exponents)}
    for ours, other in zip(*levels.values(), strict=True):
        for near in (ours, other, np.nextafter(ours, 2), np.nextafter(ours, 0)):
            assert stream_seed(1, "noise", near) == stream_seed(1, "noise", float(ours))
    assert len({stream_seed(1, "noise", level) for level in levels["NumPy"]}) == 30


@pytest.mark.parametrize(
    ("numpy_name", "name"),
    [
        (np.float64(0.1), 0.1),
        (np.float32(0.1), 0.1),
        (np.float16(0.5), 0.5),
        (np.int64(7), 7),
        (np.uint8(7), 7),
        (np.str_("B"), "B"),
    ],
)
def test_numbers_of_numpy_name_the_stream_of_pythons(numpy_name, name):
    assert stream_seed(1, numpy_name) == stream_seed(1, name)


def test_levels_that_are_exact_in_decimal_keep_their_streams():
    """Those of randomizations and of models, which a rounded name must not change."""
    for level in (0, 0.0, 0.1, 0.995, 0.999999, 1e-6):
        text = f"1\x1f{level!r}"
        expected = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1
        assert stream_seed(1, level) == expected
