"""Steps of Adam on one vector of parameters."""

from collections.abc import Callable

import torch
from torch import Tensor

try:
    # The function, as torch's class loads the whole compiler, which takes longer than a model.
    from torch.optim.adam import adam as torch_adam
except ImportError:
    torch_adam = None

SETTINGS = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


def adam_steps(
    parameters: Tensor, gradient: Tensor, weight_decay: float = 0
) -> Callable[[float], None]:
    """Return a function that takes a step of Adam, in place.

    Parameters
    ----------
    parameters
        A vector.
    gradient
        Of the same shape; what it holds at the time of a step is used.
    weight_decay
        Share of the parameters that is added to the gradient.

    Returns
    -------
    callable
        Takes the learning rate of the step.

    References
    ----------
    .. [1] D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015.
    """
    if torch_adam is None:
        return _steps_of_the_class(parameters, gradient, weight_decay)
    moments = [torch.zeros_like(parameters) for _ in range(2)]
    count = torch.zeros((), device=parameters.device)

    def step(learning_rate: float) -> None:
        torch_adam(
            [parameters],
            [gradient],
            *([moment] for moment in moments),
            max_exp_avg_sqs=[],
            state_steps=[count],
            lr=learning_rate,
            amsgrad=False,
            maximize=False,
            fused=True,
            weight_decay=weight_decay,
            **SETTINGS,
        )

    return step


def _steps_of_the_class(
    parameters: Tensor, gradient: Tensor, weight_decay: float
) -> Callable[[float], None]:
    """Do the same by ``torch.optim.Adam``, where the function is not there."""
    parameters.grad = gradient
    betas = (SETTINGS["beta1"], SETTINGS["beta2"])
    optimizer = torch.optim.Adam(
        [parameters], betas=betas, eps=SETTINGS["eps"], weight_decay=weight_decay, fused=True
    )

    def step(learning_rate: float) -> None:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate
        optimizer.step()

    return step
