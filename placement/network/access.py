"""Who may use an arc: one bit for each kind of traveller that signs speak of."""

from __future__ import annotations

from enum import IntFlag
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["ANYONE", "Access", "everyone"]


class Access(IntFlag):
    """Kinds of travellers, as bits; a road's signs may admit any set of them."""

    CAR = 1
    FOOT = 2
    BICYCLE = 4
    MOPED = 8


ANYONE: Final = int(Access.CAR | Access.FOOT | Access.BICYCLE | Access.MOPED)


def everyone(n_arcs: int) -> npt.NDArray[np.uint8]:
    """Access of arcs of which nothing is told, (n_arcs,): nobody is kept out."""
    return np.full(n_arcs, ANYONE, dtype=np.uint8)
