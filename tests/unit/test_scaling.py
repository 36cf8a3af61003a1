"""From stored values to inputs."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from taskcomplexity.data.samples import Samples
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.scaling import OF_PICTURES, SCALINGS

pictures = arrays(np.uint8, st.tuples(st.integers(1, 20), st.just(6)))


@given(pictures, pictures)
def test_inputs_are_what_they_are_called(train, test):
    values, seen = torch.from_numpy(test), torch.from_numpy(train)
    share = test / 255
    centred = StandardScaler(with_std=False).fit(train / 255)
    standardized = StandardScaler().fit(train / 255)
    expected = {
        "signed": 2 * share - 1,
        "unit": share,
        "centred": centred.transform(share),
        "standardized": standardized.transform(share),
    }
    assert set(expected) == set(OF_PICTURES)
    for name, inputs in expected.items():
        found = SCALINGS[name](seen).floats(values).numpy()
        assert found.dtype == np.float32
        assert np.allclose(found, inputs, rtol=1e-5, atol=1e-5), name


@given(pictures, pictures)
def test_what_is_blank_in_training_is_what_the_scaling_says(train, test):
    train[:, :2] = 0
    values = torch.from_numpy(train)
    for name in OF_PICTURES:
        scaling = SCALINGS[name](values)
        assert (scaling.floats(values)[:, :2] == scaling.blank).all(), name


@given(pictures, pictures)
def test_whole_numbers_are_the_inputs_by_their_unit(train, test):
    values = torch.from_numpy(test)
    whole = {name: SCALINGS[name](torch.from_numpy(train)).whole(values) for name in OF_PICTURES}
    assert [name for name, one in whole.items() if one] == ["signed", "unit"]
    for name in ("signed", "unit"):
        one = whole[name]
        inputs = SCALINGS[name](values).floats(values)
        assert torch.equal(one.values, one.values.round())
        assert one.values.abs().max() <= one.largest
        assert torch.allclose(one.values / one.unit, inputs, atol=1e-6)


@given(pictures, st.lists(st.booleans(), min_size=6, max_size=6))
def test_some_of_the_inputs_are_scaled_as_all_are(train, chosen):
    values, chosen = torch.from_numpy(train), torch.tensor(chosen)
    for name in OF_PICTURES:
        scaling = SCALINGS[name](values)
        some = scaling.of_inputs(chosen).floats(values[:, chosen])
        assert torch.equal(some, scaling.floats(values)[:, chosen]), name


@pytest.mark.parametrize("name", OF_PICTURES)
def test_signs_are_evaluated_on_the_inputs(name):
    g = torch.Generator().manual_seed(3)
    values = torch.randint(0, 256, (300, 36), generator=g, dtype=torch.uint8)
    labels = torch.randint(0, 2, (300,), generator=g)
    shapes = ((4, 9, 36), (4, 9), (4, 2, 9), (4, 2))
    w, b, v, c = (torch.randn(shape, generator=g) for shape in shapes)
    scaling = SCALINGS[name](values)
    inputs = scaling.floats(values).double()
    h = torch.relu(w.sign().double() @ inputs.T + b.sign()[..., None])
    z = v.sign().double() @ h + c.sign()[..., None]
    right = (z.argmax(dim=1) == labels).double().mean(dim=1)
    ensemble = Ensemble((Layer(w, b), Layer(v, c)))
    found = Evaluation(Samples(values, labels), 2, scaling).signed_scores(ensemble).accuracy
    assert (found - right).abs().max() <= 1 / 300
