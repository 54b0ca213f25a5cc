"""Cell suppression in a table by commune with totals by group: the API other writers call.

The problem, and the vocabulary, are those of cell suppression (Hundepool et al., *Statistical
Disclosure Control*, Wiley, 2012, chapter 4): a *primary* cell is too small to be shown; *secondary*
cells are masked for the primary ones not to come out of the totals by subtraction; the *feasible
interval* of a cell is all that a reader of the table can know of it.

The masked cells of a group make one *block*, whose sum is what the total of the group leaves once
the cells shown are taken away. Blocks share no cell, so that feasible intervals have a closed form,
which `placement.privacy.audit` recomputes by linear programming.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, cite
from placement.french import plural
from placement.privacy.blocks import Block, Cells, secured
from placement.privacy.profiles import Profile

__all__ = ["SHOWN", "Masked", "protect"]

SHOWN = -1
"""Block of a cell that is published as it is."""

_DIGITS: Final = 9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Masked:
    """A table of counts by cell, with totals by group, as it may be published.

    Parameters
    ----------
    values : (n,) persons, NaN where the cell is masked
    primary, secondary : (n,) whether the cell is masked, being small or to protect small ones
    block : (n,) number of the block of a masked cell, `SHOWN` for the others
    block_totals : sum of each block, persons; NaN where it is not to be known either
    groups : names of the groups, sorted
    totals : (g,) persons, NaN where the total of the group is masked
    total : persons, NaN where it is masked
    threshold : least count shown
    limit : greatest count that a primary cell may hold, persons
    """

    values: Floats
    primary: NDArray[np.bool_]
    secondary: NDArray[np.bool_]
    block: NDArray[np.intp]
    block_totals: Floats
    groups: tuple[str, ...]
    totals: Floats
    total: float
    threshold: int
    limit: float

    def __post_init__(self) -> None:
        for name in ("values", "primary", "secondary", "block", "block_totals", "totals"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def masked(self) -> NDArray[np.bool_]:
        """Whether each cell is masked, (n,); outputs do not tell for which of the two reasons."""
        return np.asarray(self.block != SHOWN)

    @property
    def masked_groups(self) -> tuple[str, ...]:
        """Groups whose total is masked."""
        hidden = np.isnan(self.totals).tolist()
        return tuple(name for name, gone in zip(self.groups, hidden, strict=True) if gone)

    def statement(self, *, names: Mapping[str, str] | None = None) -> str:
        """Say what is masked and why, French; ``names`` are those of the groups."""
        count, helped = int(self.masked.sum()), int(self.secondary.sum())
        masked = plural(count, one="commune est masquée", many="communes sont masquées")
        why = f", dont {helped} pour protéger les autres du calcul par différence" if helped else ""
        told = names or {}
        groups = [told.get(group) or group for group in self.masked_groups]
        totals = f" ; totaux masqués : {cite(groups)}" if groups else ""
        return f"{masked} sur {self.block.size}{why}{totals}"

    def estimates(self, *, weights: Floats) -> Floats:
        """Fill the masked cells with what everybody may know: (n,) persons.

        The sum of a block is shared out in proportion to ``weights``, (n,), which must be public
        (the population, say); equally where they are all zero. A block without published sum is
        filled with zeros.
        """
        filled = np.nan_to_num(self.values, nan=0.0)
        for number, total in enumerate(self.block_totals.tolist()):
            cells = self.block == number
            share = np.where(np.isfinite(weights[cells]), np.maximum(weights[cells], 0.0), 0.0)
            whole = share.sum()
            share = share / whole if whole > 0 else np.full(share.size, 1 / share.size)
            filled[cells] = share * (0.0 if np.isnan(total) else total)
        return filled


def protect(counts: Floats, *, groups: Sequence[str], profile: Profile) -> Masked:
    """Mask what must be in a table of counts by cell (a commune) with totals by group (an EPCI).

    Parameters
    ----------
    counts : (n,) persons
    groups : (n,) group of each cell
    profile : for whom the table is written

    Raises
    ------
    DataError
        Negative counts or counts that are not finite, or a group missing.

    Notes
    -----
    Every cell below the threshold is masked, zeros too. Then a block is secured by masking the
    smallest other cell of its group that is enough; where the group has none, it is joined with
    another group, and the totals of both are masked. What a published table guarantees is told in
    `placement.privacy.blocks`.
    """
    values: Floats = np.array(counts, dtype=np.float64).round(_DIGITS)
    if values.shape != (len(groups),) or not np.all(np.isfinite(values) & (values >= 0)):
        raise DataError("effectifs à protéger : des nombres positifs sont attendus, un par groupe.")
    names = tuple(sorted(set(groups)))
    member = np.array([names.index(group) for group in groups], dtype=np.intp)
    table = Cells(values, values < profile.threshold, member, profile.threshold)
    return _published(table, names=names, blocks=secured(table))


def _published(table: Cells, *, names: tuple[str, ...], blocks: Iterable[Block]) -> Masked:
    block = np.full(table.values.size, SHOWN, dtype=np.intp)
    totals = np.bincount(table.member, weights=table.values, minlength=len(names)).astype(float)
    sums, whole = [], float(table.values.sum())
    for number, one in enumerate(blocks):
        block[list(one.cells)] = number
        sums.append(table.sum(one.cells) if one.known else np.nan)
        if len(one.groups) > 1 or not one.known:
            totals[list(one.groups)] = np.nan
        if not one.known:
            whole = np.nan
    return Masked(
        values=np.where(block == SHOWN, table.values, np.nan),
        primary=table.small,
        secondary=(block != SHOWN) & ~table.small,
        block=block,
        block_totals=np.array(sums, dtype=np.float64),
        groups=names,
        totals=totals,
        total=whole,
        threshold=table.threshold,
        limit=table.largest_small,
    )
