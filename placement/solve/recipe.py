"""The recipe: diagnose; seek each objective in turn; tidy; verify."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from placement._pulp_backend import engine_name
from placement.engine import Memory
from placement.objectives import additive, goal_value
from placement.problem import NO_RULES, Goal, Objective, PlacementProblem
from placement.solution import (
    Result,
    Solution,
    Stage,
    Termination,
    assign_to_nearest,
    close_idle,
    relative_gap,
)
from placement.solve.additive import most_total, seek_additive
from placement.solve.extremes import seek_extreme, within
from placement.solve.seeking import EarlierGoal, Plan, Sought, plan_value, rows_with
from placement.solve.stop import Clock, StopRule
from placement.solve.study import Study

__all__ = ["baseline", "solve"]

_LOG = logging.getLogger(__name__)
_EXACT = 1e-6
"""Below this relative gap, a solver's tolerances no longer tell a bound from an objective."""


def solve(
    problem: PlacementProblem,
    *,
    stop: StopRule,
    study: Study | None = None,
    exclusions: Sequence[Plan] = (),
) -> Result:
    """Find the best plan by the objectives of a problem, in order, with its proof.

    Parameters
    ----------
    problem
        What to decide, within which rules.
    stop
        Time limit and relative gap within which a plan counts as optimal.
    study
        What earlier searches on the same territory left, completed here; None for none.
    exclusions
        Plans, masks of shape (o,), whose set of open sites must not come back.

    Raises
    ------
    PlacementError
        A defect: the solver failed, or the plan found does not pass its own verification.
    """
    course = _Course(problem, clock=Clock.start(stop), study=study, exclusions=tuple(exclusions))
    if problem.diagnose():
        return course.ended(Termination.INFEASIBLE)
    for objective in problem.objectives:
        if not course.seek(objective):
            break
    return course.result()


def baseline(problem: PlacementProblem) -> PlacementProblem:
    """Today's network as a problem: current options forced, all else closed, limits lifted."""
    current_sites = problem.option_site[problem.current]
    closed = np.setdiff1d(np.arange(problem.site_id.size), current_sites)
    return problem.replace(
        forced_options=tuple(problem.option_id[problem.current].tolist()),
        forced_sites=(),
        forbidden_sites=tuple(problem.site_id[closed].tolist()),
        budget_eur=None,
        half_days_max=None,
        rules=NO_RULES,
    )


class _Course:
    """One search through the objectives: what is sought next must keep what was found before."""

    def __init__(
        self,
        problem: PlacementProblem,
        *,
        clock: Clock,
        study: Study | None,
        exclusions: tuple[Plan, ...],
    ) -> None:
        self.problem, self.clock, self.study, self.exclusions = problem, clock, study, exclusions
        self.held = problem  # the problem, and the earlier objectives as rules
        self.earlier: list[EarlierGoal] = []
        self.sought: list[tuple[Objective, Sought]] = []
        self.plan: Plan | None = None

    def seek(self, objective: Objective) -> bool:
        """Seek one more objective; False when there is no use in seeking the next."""
        answer = self._additive(objective) if additive(objective) else self._extreme(objective)
        self.sought.append((objective, answer))
        _LOG.info("%s: %s, bound %s (%s)", objective.goal, answer.value, answer.bound, answer.how)
        if answer.plan is None:
            return False
        self.plan = answer.plan
        self._hold(objective, answer=answer)
        return not self.clock.expired()

    def _additive(self, objective: Objective) -> Sought:
        lists, memory = None, Memory()
        if self.study is not None:
            lists, memory = self.study.shelf(self.held, objective=objective)
        if self.plan is not None:
            memory.plans.append(self.plan)
        return seek_additive(
            self.held,
            objective=objective,
            rows=rows_with(self.held, exclusions=self.exclusions),
            earlier=self.earlier,
            clock=self.clock,
            memory=memory,
            lists=lists,
        )

    def _extreme(self, objective: Objective) -> Sought:
        start = self.plan
        if start is None:  # the plan of least mean access is a good place to start from
            start = self._additive(Objective(Goal.MEAN)).plan
        return seek_extreme(
            self.held,
            objective=objective,
            start=start,
            earlier=self.earlier,
            exclusions=self.exclusions,
            clock=self.clock,
        )

    def _hold(self, objective: Objective, *, answer: Sought) -> None:
        """Turn a value found into something that the next objectives must keep."""
        value = answer.value or 0.0
        if additive(objective):
            most = most_total(self.problem, objective=objective, value=value)
            self.earlier.append(EarlierGoal(objective, most))
        else:
            limit_s = value * (1 + objective.slack)
            self.held = within(self.held, limit_s=limit_s, share=answer.share)

    def result(self) -> Result:
        """Tidy the plan, verify it, name the ending."""
        if self.plan is None:
            infeasible = self.sought[-1][1].infeasible
            return self.ended(Termination.INFEASIBLE if infeasible else Termination.NO_SOLUTION)
        solution = self._tidied(self.plan)
        stages = self._stages(solution)
        solution.verify(self.problem)
        gaps = [stage.gap for stage in stages]
        done = len(stages) == len(self.problem.objectives)
        proven = done and all(
            gap is not None and gap <= max(self.clock.stop.gap, _EXACT) for gap in gaps
        )
        return self.ended(
            Termination.OPTIMAL if proven else Termination.FEASIBLE,
            solution=solution,
            stages=stages,
        )

    def _tidied(self, plan: Plan) -> Solution:
        """Close what nobody goes to, as long as no rule and no objective is the worse for it."""
        before = assign_to_nearest(self.problem, open_options=plan)
        after = close_idle(self.problem, solution=before)
        if any(
            plan_value(self.problem, objective=objective, plan=np.array(after.open_options))
            > plan_value(self.problem, objective=objective, plan=plan)
            for objective, _ in self.sought
        ):
            return before
        return after

    def _stages(self, solution: Solution) -> tuple[Stage, ...]:
        access_s = solution.access_s(self.problem)
        opened = solution.open_options
        stages = []
        for objective, answer in self.sought:
            value = goal_value(
                self.problem, objective=objective, open_options=opened, access_s=access_s
            )
            best = value if answer.value is None else min(answer.value, value)
            bound = None if answer.bound is None else min(answer.bound, best)
            gap = _gap(self.problem, objective=objective, value=best, bound=bound)
            stages.append(Stage(objective, value, best, bound, gap))
        return tuple(stages)

    def ended(
        self,
        termination: Termination,
        *,
        solution: Solution | None = None,
        stages: tuple[Stage, ...] = (),
    ) -> Result:
        """Tell how it ended; the first objective is the headline, the largest gap counts."""
        gaps = [stage.gap for stage in stages]
        first = stages[0] if stages else None
        how = "; ".join(answer.how for _, answer in self.sought)
        known = [gap for gap in gaps if gap is not None]
        return Result(
            termination=termination,
            solution=solution,
            objective=None if first is None else first.value,
            best_bound=None if first is None else first.best_bound,
            gap=max(known) if first is not None and len(known) == len(gaps) else None,
            time_s=self.clock.spent_s(),
            engine=f"{engine_name()}, moteur placement ({how})",
            young=self.problem.young_total,
            stages=stages,
        )


def _gap(
    problem: PlacementProblem, *, objective: Objective, value: float, bound: float | None
) -> float | None:
    """Relative gap of an objective; for a share covered, of the young people who are covered."""
    if objective.goal is Goal.COVERED and bound is not None:
        covered = problem.young_total - value
        return 0.0 if value <= bound else (value - bound) / max(covered, 1.0)
    return relative_gap(value, best_bound=bound)
