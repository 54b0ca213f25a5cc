"""A layer of costs in the master: sorted lists, bundled groups, and a cap where it only limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.engine.lists import CostLists
from placement.engine.walks import cut_of_multipliers, group_costs, levels

__all__ = ["Layer", "bundles_of"]

_LEAST_FACTOR = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Costs of the groups, gathered in bundles.

    Parameters
    ----------
    lists
        Sorted costs.
    bundle
        Bundle of each group, shape (g,).
    scale
        Divides every cost, so that totals stay where a solver's tolerances mean something.
    cap
        Most that the groups may pay together; None where the layer is what is minimised.
    """

    lists: CostLists
    bundle: NDArray[np.int64]
    scale: float
    cap: float | None = None

    @property
    def bundles(self) -> int:
        """How many bundles there are."""
        return int(self.bundle.max(initial=-1)) + 1

    @property
    def scaled_cap(self) -> float:
        """The cap, in scaled units; infinite for none."""
        return np.inf if self.cap is None else self.cap / self.scale

    def nearest(self) -> NDArray[np.float64]:
        """Return what each group pays at its nearest option, or with none, shape (g,)."""
        lists = self.lists
        nearest = lists.tail.copy()
        filled = np.flatnonzero(np.diff(lists.start))
        nearest[filled] = lists.cost[lists.start[filled]]
        return nearest

    def least_paid(self) -> NDArray[np.float64]:
        """Return what each bundle pays at least, every group at its nearest option, scaled."""
        return self._summed(self.nearest())

    def paid_by_bundle(self, plan: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return what each bundle pays under a plan, scaled, shape (bundles,)."""
        paid = np.empty(self.lists.groups)
        lists = self.lists
        group_costs(lists.walk, plan, paid)
        return self._summed(paid)

    def levels_at(self, share: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        """Return the levels of the cuts at a point, shape (g,), and the value there (unscaled)."""
        lists = self.lists
        level = np.empty(lists.groups)
        value = levels(lists.walk, share, level)
        return level, value

    def cuts_of(
        self, multiplier: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the cuts of some multipliers: savings (bundles, o), constants (bundles,); scaled.

        Any multipliers give valid cuts; those beyond the tails are brought back to them.
        """
        lists = self.lists
        saving = np.zeros((self.bundles, lists.options))
        constant = np.zeros(self.bundles)
        cut_of_multipliers(
            lists.walk, np.minimum(multiplier, lists.tail), self.bundle, saving, constant
        )
        saving /= self.scale
        saving[saving <= _LEAST_FACTOR] = 0.0
        return saving, constant / self.scale

    def _summed(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.bincount(self.bundle, weights=values, minlength=self.bundles)
        return np.asarray(total / self.scale, dtype=np.float64)


def bundles_of(lists: CostLists, *, plan: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
    """Bundle the groups that share their two nearest doors in a plan, in at most ``most`` bundles.

    With few groups, each is alone: its cuts are then the strongest there are.
    """
    if lists.groups <= most:
        return np.arange(lists.groups, dtype=np.int64)
    two = _two_doors(lists, plan=plan)
    for columns in (two, two[:, :1]):
        keys, bundle = np.unique(columns, axis=0, return_inverse=True)
        if len(keys) <= most:
            return bundle.ravel().astype(np.int64)
    return (bundle.ravel() % most).astype(np.int64)


def _two_doors(lists: CostLists, *, plan: NDArray[np.bool_]) -> NDArray[np.int64]:
    """First two open options of each list, -1 where there is none, shape (g, 2)."""
    two = np.full((lists.groups, 2), -1, dtype=np.int64)
    owner = np.repeat(np.arange(lists.groups), np.diff(lists.start))
    at = np.flatnonzero(plan[lists.option])
    if not at.size:
        return two
    groups, first = np.unique(owner[at], return_index=True)
    two[groups, 0] = lists.option[at[first]]
    after = np.minimum(first + 1, at.size - 1)
    followed = (owner[at[after]] == groups) & (after > first)
    two[groups[followed], 1] = lists.option[at[after[followed]]]
    return two
