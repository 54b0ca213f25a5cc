"""Make a timetable: first everybody at their post, then as few wishes given up as can be."""

from __future__ import annotations

import time
from typing import Any, Final

from placement._pulp_backend import MipAnswer, solve_mip
from placement.errors import NoSolutionError
from placement.timetable.check import check_timetable
from placement.timetable.formulation import write_rows
from placement.timetable.model import Preferences, TimetableProblem
from placement.timetable.plan import Opening, Timetable, TimetableResult
from placement.timetable.variables import TimetableModel, timetable_variables
from placement.timetable.wishes import missing_people, price

__all__ = ["make_timetable"]

_GAP: Final = 0.03
_STAFFING: Final = 0.3
"""Part of the time given to each attempt to find people for every opening."""

_LEAST_S: Final = 5.0


def make_timetable(
    problem: TimetableProblem,
    *,
    preferences: Preferences | None = None,
    near: Timetable | None = None,
    time_limit_s: float = 30.0,
) -> TimetableResult:
    """Give each opening its half-days and its people, as few people missing as can be.

    Whatever comes out was judged again by ``placement.timetable.check``.

    Parameters
    ----------
    preferences
        Prices of what is given up; the usual ones when None.
    near
        A timetable to stay close to, for a back-up plan.

    Raises
    ------
    NoSolutionError
        Nothing was found in the time given, or no half-day suits a recurrence: see
        ``placement.timetable.diagnosis``, to be asked first.
    """
    end_s = time.monotonic() + time_limit_s
    model, first = _staffed(problem, time_limit_s=time_limit_s * _STAFFING)
    wanted = price(model, preferences=preferences or Preferences(), near=near)
    left_s = max(end_s - time.monotonic(), _LEAST_S)
    return _cheapest(model, first=first, wanted=wanted, time_limit_s=left_s)


def _staffed(problem: TimetableProblem, *, time_limit_s: float) -> tuple[TimetableModel, MipAnswer]:
    """Find people for every opening: the same ones every week, else half-day by half-day.

    The regular plan is kept where the other one, in the time given, misses as many people.
    """
    tried: list[tuple[int, int, TimetableModel, MipAnswer]] = []
    for regular in (True, False):
        model = timetable_variables(problem, regular=regular)
        write_rows(model)
        model.lp.setObjective(missing_people(model))
        binaries = _binaries(model)
        first = solve_mip(model.lp, binaries=binaries, time_limit_s=time_limit_s, gap=0.0)
        if first.objective is not None:
            tried.append((round(first.objective), len(tried), model, first))
            if not round(first.objective):
                break
    if not tried:
        raise NoSolutionError(
            "calendrier : aucun emploi du temps trouvé dans le temps donné ; augmentez "
            "--temps-max, ou relâchez une récurrence."
        )
    _, _, model, first = min(tried, key=lambda one: one[:2])
    return model, first


def _cheapest(
    model: TimetableModel, *, first: MipAnswer, wanted: Any, time_limit_s: float
) -> TimetableResult:
    """Seek the cheapest plan among those where no more people are missing."""
    model.lp += missing_people(model) <= round(first.objective or 0.0), "no_more_missing"
    model.lp.setObjective(wanted)
    second = solve_mip(
        model.lp,
        binaries=_binaries(model),
        time_limit_s=time_limit_s,
        gap=_GAP,
        start=first.open_keys,
    )
    timetable = _read(model, answer=first if second.objective is None else second)
    check_timetable(model.problem, timetable=timetable)
    return TimetableResult(timetable, second.termination, second.objective, second.best_bound)


def _binaries(model: TimetableModel) -> dict[int, Any]:
    """Give the binaries their numbers: the choices, then who holds what."""
    return dict(enumerate((*model.chosen.values(), *model.held.values())))


def _read(model: TimetableModel, *, answer: MipAnswer) -> Timetable:
    """Turn the binaries at 1 into openings; what is missing is counted again from them."""
    places, advisers = model.problem.places, model.problem.advisers
    chosen, held = list(model.chosen), list(model.held)
    holders: dict[tuple[int, int], list[str]] = {}
    for number in sorted(answer.open_keys):
        if number >= len(chosen):
            a, p, unit = held[number - len(chosen)]
            for t in unit:
                holders.setdefault((p, t), []).append(advisers[a].id)
    return Timetable(
        tuple(
            Opening(
                slot=t,
                place_id=places[p].id,
                adviser_ids=tuple(sorted(holders.get((p, t), []))),
                missing=places[p].staff - len(holders.get((p, t), [])),
            )
            for p, _, choice in (chosen[n] for n in answer.open_keys if n < len(chosen))
            for t in choice
        )
    )
