import numpy as np
import pytest
from skimage.metrics import structural_similarity as reference

from taskcomplexity.data.images import Images
from taskcomplexity.distances.classes import class_distance, distance_table
from taskcomplexity.distances.extremes import extreme_pair
from taskcomplexity.distances.ssim import structural_similarity


def random_images(rng, count, height, width):
    smooth = rng.random((count, height, width)).cumsum(axis=1)
    return 2 * smooth / smooth.max() - 1


@pytest.mark.parametrize(("height", "width"), [(28, 28), (7, 7), (12, 30)])
def test_a_stack_gives_what_scikit_image_gives_one_by_one(height, width):
    rng = np.random.default_rng(0)
    first, second = random_images(rng, 40, height, width), random_images(rng, 40, height, width)
    second[:5] = first[:5]
    expected = [
        reference(a, b, data_range=a.max() - a.min()) for a, b in zip(first, second, strict=True)
    ]
    found = structural_similarity(first, second)
    assert np.abs(found - expected).max() < 1e-10
    assert np.allclose(found[:5], 1)


def test_what_ssim_cannot_do_is_refused():
    flat, images = np.zeros((1, 9, 9)), np.random.default_rng(0).random((1, 9, 9))
    with pytest.raises(ValueError, match="constant"):
        structural_similarity(flat, images)
    with pytest.raises(ValueError, match="at least 7"):
        structural_similarity(images[:, :6], images[:, :6])
    with pytest.raises(ValueError, match="one shape"):
        structural_similarity(images, images[0])


def test_a_distance_is_the_mean_over_the_pairs_it_drew():
    rng = np.random.default_rng(1)
    first, second = (rng.integers(0, 256, (4, 9, 9)).astype(np.uint8) for _ in range(2))
    sampled = class_distance(first, second, 20000, np.random.default_rng(2))
    every = np.array(
        [
            1
            - reference((a / 255 - 0.5) / 0.5, (b / 255 - 0.5) / 0.5, data_range=np.ptp(a) / 127.5)
            for a in first
            for b in second
        ]
    )
    assert abs(sampled.mean - every.mean()) < 5 * sampled.standard_error
    assert np.isclose(sampled.standard_error, every.std() / np.sqrt(20000), rtol=0.05)


def test_within_a_class_no_image_meets_itself():
    images = np.random.default_rng(3).integers(0, 256, (2, 9, 9)).astype(np.uint8)
    distance = class_distance(images, None, 500, np.random.default_rng(4))
    forth = 1 - reference(
        *((i / 255 - 0.5) / 0.5 for i in images), data_range=np.ptp(images[0]) / 127.5
    )
    back = 1 - reference(
        *((i / 255 - 0.5) / 0.5 for i in images[::-1]), data_range=np.ptp(images[1]) / 127.5
    )
    assert min(forth, back) - 1e-9 <= distance.mean <= max(forth, back) + 1e-9
    assert distance.mean > 0.1


def test_a_cell_does_not_depend_on_the_other_classes():
    rng = np.random.default_rng(6)
    images = rng.integers(0, 256, (90, 9, 9)).astype(np.uint8)
    labels = np.repeat(np.arange(3, dtype=np.uint8), 30)
    three = Images(images, labels, images, labels, ("a", "b", "c"))
    two = Images(images[:60], labels[:60], images[:60], labels[:60], ("a", "b"))
    full = distance_table("toy", three, 50, root_seed=1).to_pandas()
    part = distance_table("toy", two, 50, root_seed=1).to_pandas()
    assert len(full) == 6
    assert full[full["class_b"] < 2].reset_index(drop=True).equals(part)
    assert extreme_pair(distance_table("toy", three, 50, 1), "easy") == tuple(
        full[full.class_a != full.class_b].nlargest(1, "distance")[["class_a", "class_b"]].iloc[0]
    )
    assert extreme_pair(distance_table("toy", three, 50, 1), "hard") == tuple(
        full[full.class_a != full.class_b].nsmallest(1, "distance")[["class_a", "class_b"]].iloc[0]
    )
