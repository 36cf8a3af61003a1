"""What the probes refuse, and what they leave as it was."""

import numpy as np
import pytest
import torch

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.probes.drive import disturb_ensemble
from taskcomplexity.probes.flip import flip
from taskcomplexity.probes.noise import add_noise
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.probes.prune import prune
from taskcomplexity.probes.randomize import randomize
from taskcomplexity.probes.ranking import count_of, rank

DISTURBED = {
    "prune": lambda weights: prune(weights, 0.5),
    "flip": lambda weights: flip(weights, 0.5),
    "noise": lambda weights: add_noise(weights, 0.1, torch.Generator().manual_seed(0)),
    "randomize": lambda weights: randomize(weights, "A", np.random.default_rng(0)).weights,
    "swap": lambda weights: randomize(weights, "G", np.random.default_rng(0)).weights,
    "rank": lambda weights: rank(weights).ranks,
}
every_probe = pytest.mark.parametrize("probe", DISTURBED.values(), ids=DISTURBED)


@every_probe
@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (torch.tensor([[1, float("nan")], [float("inf"), 2]]), "2 of 4 numbers are NaN or infinit"),
        (torch.full((2, 2), -float("inf"), dtype=torch.bfloat16), "4 of 4 numbers are NaN"),
        (torch.tensor([[1, -2], [3, 4]]), r"floating-point numbers, found torch.int64.*float32"),
        (torch.tensor([[-128, 3]], dtype=torch.int8), "floating-point numbers, found torch.int8"),
        (torch.ones(2, 2, dtype=torch.bool), "floating-point numbers, found torch.bool"),
        (torch.ones(2, 2, dtype=torch.complex64), "floating-point numbers, found torch.complex64"),
        (torch.eye(3).to_sparse(), r"dense tensor, found the layout torch.sparse_coo.*to_dense"),
        (torch.ones(2, 2, device="meta"), "on the device meta there are no numbers; load the mod"),
        (torch.ones(0, 3), r"expected numbers, found the shape \(0, 3\)"),
    ],
)
def test_weights_that_cannot_be_probed_are_told(probe, weights, told):
    with pytest.raises(ValueError, match=f"^the weights: .*{told}"):
        probe(weights)


@every_probe
def test_what_is_no_tensor_is_told(probe):
    with pytest.raises(TypeError, match=r"expected a torch.Tensor, found ndarray; torch.as_tensor"):
        probe(np.ones((2, 2)))


@every_probe
def test_weights_that_are_trained_stay_and_give_no_gradient(probe):
    weights = torch.nn.Parameter(torch.randn(6, 5, generator=torch.Generator().manual_seed(0)))
    before = weights.detach().clone()
    found = probe(weights)
    assert not found.requires_grad
    assert found.data_ptr() != weights.data_ptr()
    assert weights.requires_grad
    assert torch.equal(weights, before)


@pytest.mark.parametrize("name", ["prune", "flip", "noise", "rank"])
def test_a_single_number_is_a_layer(name):
    assert DISTURBED[name](torch.tensor(0.3)).shape == ()


@pytest.mark.parametrize("probe", [prune, flip])
def test_a_ranking_of_other_weights_is_refused(probe):
    with pytest.raises(ValueError, match=r"that was ranked, \(3,\), found \(4, 3\)"):
        probe(torch.ones(4, 3), 0.5, rank(torch.ones(3)))
    with pytest.raises(ValueError, match=r"floating-point numbers, found torch.int64"):
        probe(torch.ones(3, dtype=torch.int64), 0.5, rank(torch.ones(3)))


@pytest.mark.parametrize("fraction", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_fraction_is_from_0_to_1(fraction):
    with pytest.raises(ValueError, match=f"from 0 to 1, found {fraction}"):
        count_of(fraction, 10)


@pytest.mark.parametrize(
    ("amplitude", "dtype"),
    [
        (float("nan"), torch.float32),
        (float("inf"), torch.float32),
        (-0.1, torch.float32),
        (1e39, torch.float32),
        (1e5, torch.float16),
    ],
)
def test_an_amplitude_is_a_number_of_the_weights_type(amplitude, dtype):
    with pytest.raises(ValueError, match="expected an amplitude of 0 or more, found .* ends at"):
        add_noise(torch.ones(2, dtype=dtype), amplitude, torch.Generator())


BLOCK = Block("mnist", (7, 9), (6,), (2, 3), "hard", "7-9")
SWEEPS = {
    "prune": {"selections": ["smallest", "random"], "kept": [1, 0.5]},
    "flip": {"selections": ["largest", "random"], "fractions": [0, 0.5]},
    "noise": {"amplitudes": [0.5, 1], "draws": 2},
    "randomize": {"kinds": ["A", "G"], "kept": [1, 0.5], "draws": 2},
}
every_sweep = pytest.mark.parametrize(("probe", "settings"), SWEEPS.items(), ids=SWEEPS)


def ensemble():
    g = torch.Generator().manual_seed(1)
    layers = (
        Layer(torch.randn(2, 6, 20, generator=g), torch.randn(2, 6, generator=g)),
        Layer(torch.randn(2, 2, 6, generator=g), torch.randn(2, 2, generator=g)),
    )
    return Ensemble(layers)


@every_sweep
def test_a_model_that_diverged_is_named(probe, settings):
    models = ensemble()
    models.layers[1].bias[1, 0] = float("nan")
    with pytest.raises(ValueError, match="^mnist 7-9, d = 6, seed 3, 1.bias: 1 of 2 numbers are"):
        next(disturb_ensemble(PROBES[probe], models, BLOCK, settings, root_seed=0))


@every_sweep
def test_levels_and_kinds_may_be_arrays(probe, settings):
    arrays = {
        key: np.array(value) if isinstance(value, list) else np.int64(value)
        for key, value in settings.items()
    }
    several = [
        list(disturb_ensemble(PROBES[probe], ensemble(), BLOCK, some, root_seed=0))
        for some in (settings, arrays)
    ]
    steps = PROBES[probe].steps(settings)
    assert PROBES[probe].steps(arrays) == steps == [one.step for one in several[0]]
    for one, other in zip(*several, strict=True):
        assert one.step == other.step
        for name, stack in one.ensemble.parameters().items():
            assert torch.equal(stack, other.ensemble.parameters()[name])


@pytest.mark.parametrize(
    ("probe", "settings", "told"),
    [
        ("prune", {"kept": []}, r"^kept: expected at least one, found \[\]"),
        ("prune", {"kept": np.array([])}, "^kept: expected at least one, found array"),
        ("prune", {"kept": 1}, "^kept: expected a list, found 1"),
        ("prune", {}, "^prune lacks the setting 'kept', a list of its levels"),
        ("prune", {"kept": [1], "sigma": 2}, "'sigma'; there are kept, selections"),
        ("randomize", {"kept": [1], "kinds": ()}, r"^kinds: expected at least one, found \(\)"),
        ("randomize", {"kept": [1], "kinds": "AB"}, "^kinds: expected a list, found 'AB'"),
        ("randomize", {"kept": [1], "kinds": ["H"]}, "^kinds: 'H' is unknown; choose from A, B"),
        ("noise", {"amplitudes": [1], "draws": 0}, "^draws: expected a number from 1 up, found 0"),
        ("noise", {"amplitudes": [1], "draws": 1.5}, "^draws: expected a number .*, found 1.5"),
        ("flip", {"fractions": 0.5}, "^fractions: expected a list, found 0.5"),
        ("flip", {"fractions": iter([0.5])}, "^fractions: expected a list, found <list_iterator"),
    ],
)
def test_settings_that_say_nothing_are_told_with_their_key(probe, settings, told):
    with pytest.raises(ValueError, match=told):
        PROBES[probe].steps(settings)
