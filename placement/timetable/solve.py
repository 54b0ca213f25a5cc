"""Make a timetable: first everybody at their post, then as few wishes given up as can be."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Final

from placement._pulp_backend import solve_mip
from placement.errors import NoSolutionError
from placement.timetable.check import check_timetable
from placement.timetable.construct import Construction, construct
from placement.timetable.formulation import write_rows
from placement.timetable.model import Preferences, TimetableProblem
from placement.timetable.plan import Opening, Timetable, TimetableResult
from placement.timetable.variables import TimetableModel, timetable_variables
from placement.timetable.wishes import missing_people, price

__all__ = ["make_timetable"]

_GAP: Final = 0.03
_STAFFING: Final = 0.7
"""Part of the time given, in all, to the attempts to find people for every opening."""

_SHARE: Final = 0.6
"""Part of what is left of it given to an attempt that is not the last."""

_LEAST_S: Final = 1.0


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
    likes = preferences or Preferences()
    model, first = _staffed(problem, likes=likes, near=near, time_limit_s=time_limit_s * _STAFFING)
    wanted = price(model, preferences=likes, near=near)
    left_s = max(end_s - time.monotonic(), _LEAST_S)
    found = _cheapest(model, first=first, wanted=wanted, time_limit_s=left_s)
    check_timetable(problem, timetable=found.timetable)
    return found


def _same_doors(problem: TimetableProblem, *, near: Timetable) -> TimetableProblem:
    """Keep each door where a timetable opens it: only people may change."""
    places = []
    for place in problem.places:
        opened = {one.slot for one in near.of_place(place.id)}
        kept = [tuple(c for c in demand.choices if c <= opened) for demand in place.demands]
        demands = tuple(
            replace(demand, choices=choices)
            for demand, choices in zip(place.demands, kept, strict=True)
        )
        places.append(replace(place, demands=demands))
    return replace(problem, places=tuple(places))


def _staffed(
    problem: TimetableProblem, *, likes: Preferences, near: Timetable | None, time_limit_s: float
) -> tuple[TimetableModel, _Staffed]:
    """Find people for every opening: the same doors, the same people every week, else freely.

    Stops at the first attempt that misses nobody; otherwise keeps the one that misses the fewest.
    """
    attempts = [(problem, True), (problem, False)]
    if near is not None:
        same = _same_doors(problem, near=near)
        attempts = [(same, True), (same, False), *attempts]
    tried: list[tuple[int, int, TimetableModel, _Staffed]] = []
    end_s = time.monotonic() + time_limit_s
    for done, (asked, regular) in enumerate(attempts):
        left_s = max(end_s - time.monotonic(), _LEAST_S)
        share_s = left_s if done == len(attempts) - 1 else left_s * _SHARE
        sketch = construct(asked, preferences=likes, near=near) if regular else None
        model = timetable_variables(asked, regular=regular)
        write_rows(model)
        found = _attempt(model, sketch=sketch, time_limit_s=share_s)
        if found is not None:
            tried.append((found.missing, done, model, found))
            if not found.missing:
                break
    if not tried:
        raise NoSolutionError(
            "calendrier : aucun emploi du temps trouvé dans le temps donné ; augmentez "
            "--temps-max, ou relâchez une récurrence."
        )
    _, _, model, found = min(tried, key=lambda one: one[:2])
    return model, found


def _attempt(
    model: TimetableModel, *, sketch: Construction | None, time_limit_s: float
) -> _Staffed | None:
    """Miss as few people as can be: what was put together by hand if that misses nobody."""
    known = None if sketch is None else _numbers(model, sketch=sketch)
    if sketch is not None and known is not None and not sketch.missing:
        return _Staffed(known, 0)
    model.lp.setObjective(missing_people(model))
    found = solve_mip(
        model.lp, binaries=_binaries(model), time_limit_s=time_limit_s, gap=0.0, start=known
    )
    if found.objective is None:
        return None
    return _Staffed(found.open_keys, round(found.objective))


@dataclass(frozen=True, slots=True)
class _Staffed:
    """Numbers of the binaries at 1, and half-days of adviser that are missing."""

    open_keys: frozenset[int]
    missing: int


def _cheapest(
    model: TimetableModel, *, first: _Staffed, wanted: Any, time_limit_s: float
) -> TimetableResult:
    """Seek the cheapest plan among those where no more people are missing."""
    model.lp += missing_people(model) <= first.missing, "no_more_missing"
    model.lp.setObjective(wanted)
    second = solve_mip(
        model.lp,
        binaries=_binaries(model),
        time_limit_s=time_limit_s,
        gap=_GAP,
        start=first.open_keys,
    )
    timetable = _read(model, open_keys=(first if second.objective is None else second).open_keys)
    return TimetableResult(timetable, second.termination, second.objective, second.best_bound)


def _binaries(model: TimetableModel) -> dict[int, Any]:
    """Give the binaries their numbers: the choices, then who holds what."""
    return dict(enumerate((*model.chosen.values(), *model.held.values())))


def _numbers(model: TimetableModel, *, sketch: Construction) -> frozenset[int]:
    """Give the numbers of the binaries that a construction has at 1."""
    keys = (*model.chosen, *model.held)
    chosen = len(model.chosen)
    return frozenset(
        number
        for number, key in enumerate(keys)
        if key in (sketch.keys if number < chosen else sketch.held)
    )


def _read(model: TimetableModel, *, open_keys: frozenset[int]) -> Timetable:
    """Turn the binaries at 1 into openings; what is missing is counted again from them."""
    places, advisers = model.problem.places, model.problem.advisers
    chosen, held = list(model.chosen), list(model.held)
    holders: dict[tuple[int, int], list[str]] = {}
    for number in sorted(open_keys):
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
            for p, _, choice in (chosen[n] for n in open_keys if n < len(chosen))
            for t in choice
        )
    )
