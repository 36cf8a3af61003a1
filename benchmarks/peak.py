"""The most that the processor gives, to hold the stages against."""

import torch
from timing import fastest

from taskcomplexity.models.products import product

SIZE = 2048
REPEATS = 8


def peaks(device):
    """Operations per second of square products, in 10**9, by library."""
    operations = 2 * SIZE**3
    generator = torch.Generator().manual_seed(0)
    a, b = (torch.rand(SIZE, SIZE, generator=generator).to(device) for _ in range(2))
    computes = {"float32, torch": lambda: a @ b}
    if device.type == "cpu":
        computes["float32, here"] = lambda: product(a, b)
    found = {}
    for name, compute in computes.items():

        def finished(compute=compute):
            compute()
            if device.type == "cuda":
                torch.cuda.synchronize()

        found[name] = operations / fastest(finished, REPEATS) / 1e9
    return found
