"""Blocks of masked cells, of which a reader knows the sum alone; and when that says too little.

Notes
-----
Let *u* be the largest small count (threshold - 1 for whole numbers), *T* the sum of a block, *P*
its primary and *S* its secondary cells. A reader who even knows which cells are which has, for a
primary cell, ``max(0, T - u(P - 1) if S = 0)`` at least and ``min(u, T - threshold S)`` at most. A
block is *safe* when that interval is the whole ``[0, u]``, which is what « masqué » says anyway:

    (S > 0 or T <= u (P - 1))  and  T >= u + threshold S.

The interval of a secondary cell is then at least *u* wide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Block", "Cells", "secured", "small_limit"]

_ROUNDING: Final = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Masked cells, the groups they are of, and whether their sum may be ``known``."""

    cells: tuple[int, ...]
    groups: tuple[int, ...]
    known: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Counts of n cells: persons, whether each is small, its group; the least count shown."""

    values: Floats
    small: NDArray[np.bool_]
    member: NDArray[np.intp]
    threshold: int

    @property
    def largest_small(self) -> float:
        """Largest count that a small cell may hold: it depends on the counts being whole."""
        return small_limit(self.values, threshold=self.threshold)

    def safe(self, cells: Iterable[int]) -> bool:
        """Whether the sum of these cells tells of its small ones no more than that they are."""
        kept = list(cells)
        small = int(self.small[kept].sum())
        if not small:
            return True
        total, others, limit = self.sum(kept), len(kept) - small, self.largest_small
        absorbed = others > 0 or total <= limit * (small - 1) + _ROUNDING
        return absorbed and total >= limit + self.threshold * others - _ROUNDING

    def sum(self, cells: Iterable[int]) -> float:
        """Sum of some cells, persons."""
        return float(self.values[list(cells)].sum())


def small_limit(values: Floats, *, threshold: int) -> float:
    """Largest count below the threshold that the table may hold: whole numbers, or not."""
    whole = np.allclose(values, np.round(values), atol=_ROUNDING)
    return float(threshold - 1 if whole else threshold)


def secured(table: Cells) -> list[Block]:
    """Make one safe block of the small cells of each group, with what it takes of other cells.

    Groups that cannot be secured alone are joined with the one that costs least; where all of them
    together cannot, the sum itself is hidden.
    """
    done = [
        _strengthened(Block(tuple(np.flatnonzero(table.small & at).tolist()), (group,)), of=table)
        for group in range(int(table.member.max(initial=-1)) + 1)
        for at in (table.member == group,)
    ]
    while weak := [block for block in done if not table.safe(block.cells)]:
        first, others = weak[0], [block for block in done if block is not weak[0]]
        if not others:
            return [replace(first, known=False)]
        costs = [_joining_cost(first, other=other, table=table) for other in others]
        chosen = others[costs.index(min(costs))]
        done = [block for block in others if block is not chosen]
        done.append(_joined(first, other=chosen, table=table))
    return [block for block in done if block.cells]


def _strengthened(block: Block, *, of: Cells) -> Block:
    """Add the smallest cell of its groups that makes a block safe, or as many as it takes."""
    cells = block.cells
    spare = [int(k) for k in np.argsort(of.values, kind="stable") if of.member[k] in block.groups]
    spare = [k for k in spare if k not in cells]
    while spare and not of.safe(cells):
        enough = next((k for k in spare if of.safe((*cells, k))), spare[-1])
        cells = (*cells, enough)
        spare.remove(enough)
    return replace(block, cells=tuple(sorted(cells)))


def _joined(block: Block, *, other: Block, table: Cells) -> Block:
    both = Block((*block.cells, *other.cells), tuple(sorted((*block.groups, *other.groups))))
    return _strengthened(both, of=table)


def _joining_cost(block: Block, *, other: Block, table: Cells) -> tuple[bool, float]:
    """Say whether joining leaves a block unsafe, then the persons that it newly hides."""
    both = _joined(block, other=other, table=table)
    hidden = table.sum(set(both.cells) - set(block.cells) - set(other.cells))
    totals = table.values[np.isin(table.member, other.groups)].sum()
    return not table.safe(both.cells), hidden + float(totals)
