"""The straight segments of a network, each with its time in either direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["NO_WAY", "Segments", "segments_of"]

NO_WAY = -1
"""Time of a direction that may not be taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Roads between two nodes, (k,) each; both directions and all parallel arcs are one segment.

    Parameters
    ----------
    low, high
        Positions of the two nodes, ``low < high``.
    up_ms, down_ms
        Fastest time from ``low`` to ``high`` and back, whole milliseconds, ``NO_WAY`` where that
        direction may not be taken.
    """

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    up_ms: npt.NDArray[np.int64]
    down_ms: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.low.size)

    def chosen(self, keep: npt.NDArray[np.bool_]) -> Segments:
        """Keep the segments of the (k,) mask."""
        return Segments(
            low=self.low[keep],
            high=self.high[keep],
            up_ms=self.up_ms[keep],
            down_ms=self.down_ms[keep],
        )


def segments_of(
    tail: npt.NDArray[np.int32],
    head: npt.NDArray[np.int32],
    time_ms: npt.NDArray[np.int32],
    *,
    n_nodes: int,
) -> Segments:
    """Pair the arcs of a mode by their two ends, sorted by ``low`` then ``high``."""
    low, high = np.minimum(tail, head).astype(np.int64), np.maximum(tail, head).astype(np.int64)
    pairs, at = np.unique(low * n_nodes + high, return_inverse=True)
    return Segments(
        low=pairs // n_nodes,
        high=pairs % n_nodes,
        up_ms=_fastest(at, time_ms, rows=tail < head, size=pairs.size),
        down_ms=_fastest(at, time_ms, rows=tail > head, size=pairs.size),
    )


def _fastest(
    at: npt.NDArray[np.int64],
    time_ms: npt.NDArray[np.int32],
    *,
    rows: npt.NDArray[np.bool_],
    size: int,
) -> npt.NDArray[np.int64]:
    """(size,) smallest time of the chosen arcs of each segment, ``NO_WAY`` where there is none."""
    never = np.iinfo(np.int64).max
    best = np.full(size, never, dtype=np.int64)
    np.minimum.at(best, at[rows], time_ms[rows])
    best[best == never] = NO_WAY
    return best
