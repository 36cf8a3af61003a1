"""What cannot be measured is refused before any work, with what to do."""

import numpy as np
import pytest
import torch
from torch import nn

import taskcomplexity as tc

MODEL = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 4 * 4, 3))
SAMPLES = torch.zeros(5, 1, 6, 6)


def broken(value):
    samples = SAMPLES.clone()
    samples[0, 0, 0, :2] = value
    return samples


@pytest.mark.parametrize(
    ("samples", "error", "told"),
    [
        (
            SAMPLES[:0],
            ValueError,
            r"there are none, \(0, 1, 6, 6\) of torch.float32; give at least",
        ),
        (broken(torch.nan), ValueError, "2 of 180 numbers are NaN or infinite"),
        (broken(torch.inf).numpy(), ValueError, "2 of 180 numbers are NaN or infinite"),
        ((SAMPLES, SAMPLES[:2]), ValueError, r"different numbers of samples, \(5, 1.*\(2, 1"),
        ({"a": SAMPLES, "b": broken(torch.nan)}, ValueError, "of the input b are NaN"),
        (None, TypeError, "expected a tensor or an array with the samples.*found NoneType"),
        ("images", TypeError, "found str"),
        ([], TypeError, "found nothing"),
        (torch.tensor(1.0), TypeError, "found Tensor"),
        (np.array(["a", "b"]), TypeError, "an array of <U1 is none"),
        (torch.zeros(5, 1, 7, 6), ValueError, r"Sequential.*\(5, 1, 7, 6\) of torch.float32: mat1"),
        (torch.zeros(5, 3, 6, 6), ValueError, r"\(5, 3, 6, 6\).*expected input.*1 channels"),
        (torch.zeros(5, 1, 2, 2), ValueError, r"\(5, 1, 2, 2\).*Kernel size can't be greater"),
        (
            (SAMPLES, SAMPLES),
            ValueError,
            r"\(5, 1, 6, 6\) of.*\(5, 1, 6, 6\) of.*takes 2 positional",
        ),
        (SAMPLES.byte(), ValueError, "uint8.*Whole numbers are given as they are"),
        ({"pixels": SAMPLES}, ValueError, r"samples pixels \(5, 1, 6, 6\).*unexpected keyword"),
    ],
)
def test_samples_that_cannot_be_used_are_refused(samples, error, told):
    with pytest.raises(error, match=f"(?s){told}"):
        tc.network_metrics(MODEL, samples)
    assert MODEL.training


def test_several_inputs_are_named_by_what_was_given():
    with pytest.raises(ValueError, match="of the input 1 are NaN"):
        tc.network_metrics(MODEL, (SAMPLES, broken(torch.nan)))


@pytest.mark.parametrize("bias", ["sum", None, ""])
def test_an_unknown_way_to_count_biases_is_refused(bias):
    with pytest.raises(ValueError, match="bias is .*; allowed: add, pool, none"):
        tc.network_metrics(MODEL, SAMPLES, bias=bias)


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_of_no_samples_is_refused(size):
    with pytest.raises(ValueError, match=f"batch_size is {size}; it must be 1 or more"):
        tc.network_metrics(MODEL, SAMPLES, batch_size=size)


class Quantised(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3, 4, dtype=torch.int8), requires_grad=False)


@pytest.mark.parametrize(
    ("make", "error", "told"),
    [
        (lambda: 3, TypeError, "expected a torch.nn.Module, found int"),
        (lambda: torch.relu, TypeError, "expected a torch.nn.Module"),
        (nn.Flatten, ValueError, "Flatten has no parameters, so that there is no layer"),
        (
            lambda: nn.LazyLinear(3),
            ValueError,
            r"\(model\): its weight, bias are not made yet; run the model on a batch",
        ),
        (Quantised, ValueError, r"quantised: \(model\).*give the model as it was before"),
        (lambda: nn.Linear(4, 3, device="meta"), ValueError, "on the device meta.*load the model"),
    ],
)
def test_models_that_cannot_be_measured_are_refused(make, error, told):
    with pytest.raises(error, match=told):
        tc.network_metrics(make(), SAMPLES)
