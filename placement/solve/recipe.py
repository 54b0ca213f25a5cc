"""The recipe: diagnose; seek each objective in turn; tidy; verify.

The engine seeks; the referee does where appointments are counted, for it alone can share people
out. Whoever found a plan, it leaves only once it is checked again from the arrays.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from placement._pulp_backend import engine_name
from placement.engine import Memory
from placement.objectives import additive
from placement.problem import NO_RULES, Goal, Objective, PlacementProblem
from placement.solution import (
    Result,
    Solution,
    Stage,
    Termination,
    assign_to_nearest,
    close_idle,
)
from placement.solve.additive import most_total, seek_additive
from placement.solve.checking import check
from placement.solve.extremes import seek_extreme, within
from placement.solve.referee import Referee
from placement.solve.seeking import EarlierGoal, Plan, Sought, gap_of, rows_with
from placement.solve.stop import Clock, StopRule
from placement.solve.study import Study

__all__ = ["baseline", "solve", "solve_compact"]

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
    clock, excluded = Clock.start(stop), tuple(exclusions)
    if problem.rules.capacity is not None:
        referee = Referee(problem, exclusions=excluded, clock=clock)
        return _run(
            _Course(problem, clock=clock, study=study, exclusions=excluded, referee=referee)
        )
    return _run(_Course(problem, clock=clock, study=study, exclusions=excluded))


def solve_compact(
    problem: PlacementProblem, *, stop: StopRule, exclusions: Sequence[Plan] = ()
) -> Result:
    """Find the best plan with the compact model alone: slower than `solve`, to judge it by.

    Good to about 150 communes by 520 options. Parameters and errors are those of `solve`.
    """
    clock, excluded = Clock.start(stop), tuple(exclusions)
    referee = Referee(problem, exclusions=excluded, clock=clock)
    return _run(_Course(problem, clock=clock, study=None, exclusions=excluded, referee=referee))


def _run(course: _Course) -> Result:
    """Seek the objectives in order, until one has no plan or time is up."""
    if course.problem.diagnose():
        return course.ended(Termination.INFEASIBLE)
    for objective in course.problem.objectives:
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
        referee: Referee | None = None,
    ) -> None:
        self.problem, self.clock, self.study, self.exclusions = problem, clock, study, exclusions
        self.referee = referee
        self.held = problem  # the problem, and the earlier objectives as rules
        self.earlier: list[EarlierGoal] = []
        self.sought: list[tuple[Objective, Sought]] = []
        self.plan: Plan | None = None

    def seek(self, objective: Objective) -> bool:
        """Seek one more objective; False when there is no use in seeking the next."""
        answer = self._sought(objective)
        self.sought.append((objective, answer))
        _LOG.info("%s: %s, bound %s (%s)", objective.goal, answer.value, answer.bound, answer.how)
        if answer.plan is None:
            return False
        self.plan = answer.plan
        self._hold(objective, answer=answer)
        return not self.clock.expired()

    def _sought(self, objective: Objective) -> Sought:
        if self.referee is not None:
            return self.referee.seek(objective)
        return self._additive(objective) if additive(objective) else self._extreme(objective)

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
        if start is None and objective.goal is Goal.P90:  # the least mean is a good start
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
            if objective.goal is Goal.P90 and limit_s >= self.problem.no_access_s:
                return  # being left without access is no longer: nobody is held to anything
            self.held = within(self.held, limit_s=limit_s, share=answer.share)

    def result(self) -> Result:
        """Tidy the plan, verify it, name the ending."""
        if self.plan is None:
            infeasible = self.sought[-1][1].infeasible
            return self.ended(Termination.INFEASIBLE if infeasible else Termination.NO_SOLUTION)
        told, solution = self._told(self.plan)
        stages = self._stages(solution, told=told)
        check(solution, problem=told, stages=stages)
        gaps = [stage.gap for stage in stages]
        done = len(stages) == len(self.problem.objectives)
        proven = done and all(
            gap is not None and gap <= max(self.clock.stop.gap, _EXACT) for gap in gaps
        )
        return self.ended(
            Termination.OPTIMAL if proven else Termination.FEASIBLE,
            solution=solution,
            stages=stages,
            told=None if told is self.problem else told,
        )

    def _told(self, plan: Plan) -> tuple[PlacementProblem, Solution]:
        """Say who goes where, and on which problem; close what nobody goes to, where none loses."""
        if self.referee is None:
            told, before = self.problem, assign_to_nearest(self.problem, open_options=plan)
        else:
            told, before = self.referee.told()
        after = close_idle(told, solution=before)
        if self._comes_back(after):
            return told, before
        for objective, _ in self.sought:
            if after.value(told, goal=objective) > before.value(told, goal=objective):
                return told, before
        return told, after

    def _comes_back(self, solution: Solution) -> bool:
        """Whether a plan opens the very sites of an excluded one."""
        site_of = self.problem.option_site
        opened = set(site_of[solution.open_options].tolist())
        return any(opened == set(site_of[plan].tolist()) for plan in self.exclusions)

    def _stages(self, solution: Solution, *, told: PlacementProblem) -> tuple[Stage, ...]:
        stages = []
        for objective, answer in self.sought:
            value = solution.value(told, goal=objective)
            best = value if answer.value is None else min(answer.value, value)
            # no goal is ever worth less than 0, whatever an interrupted search could prove
            bound = None if answer.bound is None else min(max(answer.bound, 0.0), best)
            gap = gap_of(self.problem, objective=objective, value=best, bound=bound)
            stages.append(Stage(objective, value, best, bound, gap))
        return tuple(stages)

    def ended(
        self,
        termination: Termination,
        *,
        solution: Solution | None = None,
        stages: tuple[Stage, ...] = (),
        told: PlacementProblem | None = None,
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
            engine=f"{engine_name()}, {self._who()} ({how})",
            young=self.problem.young_total,
            stages=stages,
            problem=told,
        )

    def _who(self) -> str:
        return "moteur placement" if self.referee is None else "arbitre"
