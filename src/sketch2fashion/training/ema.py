"""An exponential moving average of a network's weights: what is validated, exported and shipped."""

from __future__ import annotations

import copy
from typing import TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)


class Average:
    """Keeps `network` near the mean of the last 1 / (1 - decay) steps of the network it follows; younger runs average less."""

    def __init__(self, network: nn.Module, decay: float = 0.999) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights after `step`."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for mean, value in zip(self.network.parameters(), network.parameters(), strict=True):
            mean.lerp_(value, 1 - decay)
        for held, current in zip(self.network.buffers(), network.buffers(), strict=True):
            held.copy_(current)
