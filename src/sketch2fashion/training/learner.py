"""What the small networks' trainings share: one network, its average, one AdamW on a falling rate; what of it is saved and shipped."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.distributed import parallel
from sketch2fashion.training.ema import Average
from sketch2fashion.training.export import count_macs, export_onnx, write_card
from sketch2fashion.training.run import Run

VERSION = "1.0.0"
Network = TypeVar("Network", bound=nn.Module)


class Learner(Generic[Network]):
    """A network that learns. `net` is on its device; weights that must stay as they are do not require gradients.

    `optimiser` makes it from the weights that learn; without it, AdamW at `rate`. `limit`: of the gradients' norm.
    """

    def __init__(
        self,
        net: Network,
        *,
        rate: float,
        decay: float,
        optimiser: Callable[[list[nn.Parameter]], torch.optim.Optimizer] | None = None,
        limit: float | None = None,
    ) -> None:
        self.net = net
        self.learning = parallel(net)  # what a step calls
        self.average = Average(net, decay)
        self.limit = limit
        weights = [weight for weight in net.parameters() if weight.requires_grad]
        self.optimiser = optimiser(weights) if optimiser else torch.optim.AdamW(weights, lr=rate, weight_decay=1e-4)

    def learn(self, losses: Mapping[str, Tensor], rate: float, number: int) -> dict[str, float]:
        """One step down `losses["total"]` at that rate; returns all losses as numbers."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad()
        losses["total"].backward()  # type: ignore[no-untyped-call]
        if self.limit is not None:
            nn.utils.clip_grad_norm_(self.net.parameters(), self.limit)
        self.optimiser.step()
        self.average.update(self.net, number)
        return {key: float(value.detach()) for key, value in losses.items()}

    def state_dict(self) -> dict[str, Any]:
        """Network, average and optimiser."""
        return {"net": self.net.state_dict(), "average": self.average.network.state_dict(), "optimiser": self.optimiser.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.net.load_state_dict(state["net"])
        self.average.network.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])


def pace(number: int, steps: int, *, rate: float, warm_up: int) -> float:
    """The learning rate of a step: a short warm-up, then a cosine down to a fiftieth, which is kept from `steps` on."""
    decay = 0.5 * (1 + math.cos(math.pi * min(1.0, number / steps)))
    return rate * min(1.0, (number + 1) / warm_up) * (0.02 + 0.98 * decay)


def ship_average(
    run: Run,
    net: nn.Module,
    model: type[nn.Module],
    path: Path,
    *,
    side: int,
    output: str,
    data: str,
    command: str,
    dynamic: Mapping[str, Mapping[int, str]] | None = None,
) -> ModelCard:
    """Export the run's averaged weights, wrapped by `model` (rgb (1, 3, side, side) → `output`), and write the card beside them."""
    run.fill(net)
    example = torch.rand((1, 3, side, side), generator=torch.Generator().manual_seed(0))
    difference = export_onnx(model(net), {"rgb": example}, [output], path, dynamic=dynamic)
    validated = {f"val_{key}": round(value, 4) for key, value in run.last_validation().items()}
    return write_card(
        path,
        version=VERSION,
        network=net,
        macs=count_macs(net, example),
        data=data,
        command=command,
        figures={**validated, "torch_onnx_difference": round(difference, 5)},
    )
