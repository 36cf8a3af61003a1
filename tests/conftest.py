"""What several tests use."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import settings

from taskcomplexity.configuration.schema import read_schema
from taskcomplexity.configuration.studies import STUDIES
from taskcomplexity.data.images import Images

# Other jobs run beside the tests, so no deadline; the same examples every time.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]


@pytest.fixture
def config():
    """The paper's config, free to be changed."""
    return yaml.safe_load((ROOT / "config/config.yaml").read_text())


@pytest.fixture(scope="session")
def schema():
    return read_schema(ROOT / "workflow/schemas", STUDIES)


@pytest.fixture(scope="session")
def toy_images():
    """Two classes of 12 x 12 images that differ in which half is bright, with noise."""
    rng = np.random.default_rng(5)

    def draw(count):
        labels = rng.integers(2, size=count).astype(np.uint8)
        images = rng.integers(0, 120, size=(count, 12, 12))
        images[:, :6] += 14 * (labels == 0)[:, None, None]
        images[:, 6:] += 14 * (labels == 1)[:, None, None]
        return images.astype(np.uint8), labels

    return Images(*draw(400), *draw(200), classes=("upper", "lower"))
