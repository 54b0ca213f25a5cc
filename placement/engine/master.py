"""The live master: the policy rows in one HiGHS, and what the groups pay, held up by cuts.

Columns: the options and auxiliaries of the policy, then for each layer of costs one ``pays_b`` a
bundle of groups. Rows: the policy, a cap on the sum of a layer's ``pays`` where it has one, then
cuts ``pays_b + sum_o saving_bo open_o >= constant_b``. The first layer is what is minimised; the
others only carry their cap. Cuts stay valid for every budget, every option kept or forbidden and
every row added: the master serves a whole study.

Notes
-----
Cuts in closed form: C. Durán-Mateluna, Z. Alès, S. Elloumi, EJOR 308 (2023) 84-96, here summed
over bundles of groups. Point of separation between the last optimum and the best known one: W.
Ben-Ameur, J. Neto, Acceleration of cutting-plane and column generation algorithms, Networks 49
(2007) 3-17. HiGHS takes no lazy rows: whole-number searches are run again until no cut is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from placement._highs import finishes, quiet_highs
from placement.engine.answers import LpAnswer, MipRound
from placement.engine.duals import Cut, LayerDual, mean_levels
from placement.engine.layers import Layer
from placement.engine.lazy import LazyRow
from placement.engine.rows import PolicyRows
from placement.errors import PlacementError

__all__ = ["Master"]

_INFINITY = highspy.kHighsInf
_FEASIBLE_POINT = 2  # HiGHS: kSolutionStatusFeasible
_STALLS = 12
_CONTINUOUS = highspy.HighsVarType.kContinuous
_INTEGER = highspy.HighsVarType.kInteger
_IMPROVING = highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution


class Master:
    """A relaxation of the problem in HiGHS, tightened in place by its own methods.

    Not a frozen object: it *is* the live solver.
    """

    def __init__(self, layers: tuple[Layer, ...], *, rows: PolicyRows) -> None:
        self.layers, self.rows = layers, rows
        self.best_bound = -np.inf
        self.cut_plans: set[bytes] = set()
        self._highs = quiet_highs()
        self._first = np.cumsum([rows.columns, *(layer.bundles for layer in layers)])
        self._row_count = 0
        self._cuts: list[Cut | None] = []  # one a row after those of the policy; None is no cut
        self._pass_model()
        self._cuts.clear()
        self._policy_rows = self._row_count
        self._point = np.zeros(int(self._first[-1]))

    def _pass_model(self) -> None:
        rows, layers = self.rows, self.layers
        nothing = np.zeros(0)
        bundles = sum(layer.bundles for layer in layers)
        cost = np.zeros(rows.columns + bundles)
        cost[self._first[0] : self._first[1]] = 1.0
        least = np.concatenate([rows.least, *(layer.least_paid() for layer in layers)])
        most = np.concatenate([rows.most, np.full(bundles, _INFINITY)])
        self._highs.addCols(
            cost.size, cost, least, most, 0, nothing.astype(np.int32), nothing.astype(np.int32),
            nothing,
        )  # fmt: skip
        matrix = rows.matrix
        self._add(matrix.indptr, matrix.indices, matrix.data, rows.lower, rows.upper)
        for layer, first in zip(layers, self._first, strict=False):
            if layer.cap is not None:
                columns = first + np.arange(layer.bundles)
                self.add_row(
                    columns, factors=np.ones(columns.size), lower=-np.inf, upper=layer.scaled_cap
                )

    def add_row(
        self, columns: NDArray[Any], *, factors: NDArray[np.float64], lower: float, upper: float
    ) -> None:
        """Add one row to the policy; like a cut, it is never taken back."""
        self._add(np.zeros(1), columns, factors, np.array([lower]), np.array([upper]))
        self._cuts.append(None)

    def add_lazy(self, rows: Sequence[LazyRow]) -> None:
        """Write rows that a plan missed."""
        for row in rows:
            self.add_row(row.columns, factors=row.factors, lower=-np.inf, upper=row.upper)

    def _add(self, start: Any, index: Any, factor: Any, lower: Any, upper: Any) -> None:
        count = len(lower)
        if count:
            self._highs.addRows(
                count, np.asarray(lower, dtype=float), np.asarray(upper, dtype=float), len(index),
                np.asarray(start[:count], dtype=np.int32), np.asarray(index, dtype=np.int32),
                np.asarray(factor, dtype=float),
            )  # fmt: skip
            if self._highs.getNumRow() != self._row_count + count:
                raise PlacementError("HiGHS a refusé des lignes du modèle maître.")
            self._row_count += count

    def seed(self, multiplier: NDArray[np.float64]) -> None:
        """Add the cuts of multipliers of the first layer: the master then starts at their bound."""
        self._add_cuts(0, np.minimum(multiplier, self.layers[0].lists.tail))

    def cut_at(self, plan: NDArray[np.bool_]) -> None:
        """Add every cut of a plan, in every layer."""
        share = plan.astype(np.float64)
        for number, layer in enumerate(self.layers):
            self._add_cuts(number, layer.levels_at(share)[0])

    def separate(self, share: NDArray[np.float64], *, slack: float) -> tuple[int, float]:
        """Add the cuts that the last point misses, found at ``share``.

        Returns
        -------
        tuple
            How many cuts were added, and the value of the first layer at ``share``.
        """
        added, value = 0, np.inf
        for number, layer in enumerate(self.layers):
            level, here = layer.levels_at(share)
            value = here if number == 0 else value
            added += self._add_cuts(number, level, missed_at=share, slack=slack)
        return added, value

    def _add_cuts(
        self,
        number: int,
        level: NDArray[np.float64],
        *,
        missed_at: NDArray[np.float64] | None = None,
        slack: float = 0.0,
    ) -> int:
        """Add the cuts of some levels, all or those that the last point misses; how many."""
        saving, constant = self.layers[number].cuts_of(level)
        bundles = np.arange(constant.size)
        if missed_at is not None:
            paid = self._point[self._first[number] : self._first[number + 1]]
            reached = constant - saving @ missed_at
            bundles = np.flatnonzero(reached > paid + slack * np.maximum(1.0, np.abs(paid)))
            saving, constant = saving[bundles], constant[bundles]
        cut, option = np.nonzero(saving)
        start = np.concatenate(([0], np.cumsum((saving != 0).sum(axis=1) + 1)))
        own = np.zeros(start[-1], dtype=np.bool_)
        own[start[:-1]] = True
        index, factor = np.empty(start[-1], dtype=np.int32), np.ones(start[-1])
        index[own] = self._first[number] + bundles
        index[~own] = option
        factor[~own] = saving[cut, option]
        self._add(start, index, factor, constant, np.full(constant.size, _INFINITY))
        self._cuts += [Cut(number, bundle, level) for bundle in bundles.tolist()]
        return constant.size

    def solve_lp(
        self, *, around: NDArray[np.float64], time_limit_s: float, gap: float, rounds: int = 200
    ) -> LpAnswer | None:
        """Cut until the relaxation is within ``gap`` of its value; None if it has no point.

        ``around`` is the point towards which separation leans, shape (o,): a good plan.
        """
        until = perf_counter() + time_limit_s
        answer, stalled, lean, best = None, 0, around.astype(np.float64), np.inf
        for turn in range(rounds):
            left_s = max(until - perf_counter(), 0.01)
            self._highs.setOptionValue("time_limit", left_s)
            if not finishes(self._highs, time_limit_s=left_s):
                break
            if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            answer, former = self._read_lp(), self.best_bound
            self.best_bound = max(former, answer.bound)
            stalled = stalled + 1 if answer.bound - former < 2e-6 * abs(answer.bound) else 0
            if turn % 3 == 2 and not stalled:
                self._purge()
            inward = 1.0 if stalled >= 2 else 0.5
            point = inward * answer.share + (1 - inward) * lean
            added, value = self.separate(point, slack=1e-6)
            if value < best:
                best, lean = value, point
            if not added:
                added, value = self.separate(answer.share, slack=1e-6)
                best = min(best, value)
            if not added or best - answer.bound <= gap * abs(best) or stalled > _STALLS:
                break
        return answer

    def _read_lp(self) -> LpAnswer:
        solution = self._highs.getSolution()
        self._point = np.array(solution.col_value)
        options, scale = self.rows.options, self.layers[0].scale
        dual = np.array(solution.row_dual)
        return LpAnswer(
            bound=self._highs.getInfo().objective_function_value * scale,
            share=self._point[:options],
            reduced_cost=np.array(solution.col_dual)[:options] * scale,
            layers=self._layer_duals(dual),
            row_dual=dual[: self.rows.lower.size] * scale,
        )

    def _layer_duals(self, dual: NDArray[np.float64]) -> tuple[LayerDual, ...]:
        """Bring the duals of all rows, as solved, back to multipliers of the groups."""
        of_cuts = dual[self._policy_rows :].tolist()
        weights = [1.0, *(-dual[self.rows.lower.size : self._policy_rows]).tolist()]
        first = self.layers[0].scale
        return tuple(
            LayerDual(found.weight * first / layer.scale, found.u)
            for number, (layer, weight) in enumerate(zip(self.layers, weights, strict=True))
            for found in [
                mean_levels(layer, number=number, weight=weight, cuts=self._cuts, dual=of_cuts)
            ]
        )

    def _purge(self) -> None:
        """Drop the cuts that do not bind: they can be found again."""
        basis = self._highs.getBasis().row_status[self._policy_rows :]
        basic = highspy.HighsBasisStatus.kBasic
        idle = {k for k, cut in enumerate(self._cuts) if cut is not None and basis[k] == basic}
        if idle:
            rows = np.array(sorted(idle), dtype=np.int32) + self._policy_rows
            self._highs.deleteRows(len(idle), rows)
            self._row_count -= len(idle)
            self._cuts = [cut for k, cut in enumerate(self._cuts) if k not in idle]

    def set_bounds(self, *, least: NDArray[np.float64], most: NDArray[np.float64]) -> None:
        """Change the bounds of the options, each of shape (o,)."""
        index = np.arange(self.rows.options, dtype=np.int32)
        self._highs.changeColsBounds(index.size, index, least, most)

    def solve_mip(
        self, *, start: NDArray[np.bool_] | None, time_limit_s: float, gap: float
    ) -> MipRound:
        """Search whole numbers once over the cuts there are, from a plan if one is known."""
        highs, options = self._highs, self.rows.options
        self._set_kinds(_INTEGER)
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("time_limit", max(time_limit_s, 0.01))
        met: list[NDArray[np.bool_]] = []

        def meet(kind: Any, _message: Any, out: Any, _in: Any, _data: Any) -> None:
            if kind == _IMPROVING:
                met.append(np.array(out.mip_solution)[:options] > 0.5)

        highs.setCallback(meet, None)
        highs.startCallback(_IMPROVING)
        if start is not None:
            self._hand_over(start)
        if not finishes(highs, time_limit_s=time_limit_s):
            return MipRound(tuple(met), None, infeasible=False, finished=False)
        highs.stopCallback(_IMPROVING)
        answer = self._read_mip(met)
        self._set_kinds(_CONTINUOUS)
        return answer

    def _set_kinds(self, kind: Any) -> None:
        options = self.rows.options
        index = np.arange(options, dtype=np.int32)
        self._highs.changeColsIntegrality(options, index, np.full(options, kind))

    def _hand_over(self, start: NDArray[np.bool_]) -> None:
        """Give a plan and what its groups pay; HiGHS works out the auxiliaries."""
        options = np.arange(self.rows.options)
        paid = [layer.paid_by_bundle(start) for layer in self.layers]
        index = np.concatenate([options, np.arange(self.rows.columns, self._first[-1])])
        value = np.concatenate([start.astype(np.float64), *paid])
        self._highs.setSolution(index.size, index.astype(np.int32), value)

    def _read_mip(self, met: list[NDArray[np.bool_]]) -> MipRound:
        highs, options = self._highs, self.rows.options
        info = highs.getInfo()
        infeasible = highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        if info.primal_solution_status == _FEASIBLE_POINT:
            self._point = np.array(highs.getSolution().col_value)
            met.append(self._point[:options] > 0.5)
        bound = info.mip_dual_bound * self.layers[0].scale
        return MipRound(
            plans=tuple({plan.tobytes(): plan for plan in met}.values()),
            bound=float(bound) if np.isfinite(bound) and not infeasible else None,
            infeasible=bool(infeasible),
            finished=True,
        )
