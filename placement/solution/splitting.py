"""A plan that shares a segment between several options, told as a plan that shares none.

Where appointments are limited, part of the young people of a place may go to one site and the rest
to another, or nowhere. The segment then becomes several, of the same place and profile, and
everything that reads a plan stays as it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.problem import NO_OPTION, PlacementProblem
from placement.solution.plan import Solution, assign_to_nearest

__all__ = ["split_segments"]

_NOBODY = 1e-7
"""A share smaller than this is a solver's rounding."""


def split_segments(
    problem: PlacementProblem, *, open_options: NDArray[np.bool_], goes: NDArray[np.float64]
) -> tuple[PlacementProblem, Solution]:
    """Split the segments that go to several options, and say where each part goes.

    Parameters
    ----------
    open_options
        Open options, shape (o,).
    goes
        Share of each segment sent to each option, shape (n, o); what is missing to 1 goes nowhere.

    Returns
    -------
    PlacementProblem, Solution
        The problem whose segments are the parts (``03190|voiture#1``, ``#2``…; a segment that goes
        whole keeps its name) and the plan over it. The parts add up to the segment. Segments
        without young people go to the nearest open option.
    """
    whole = assign_to_nearest(problem, open_options=open_options).assigned_option
    parts: list[tuple[int, int, float]] = []
    names: list[str] = []
    for segment, young in enumerate(problem.young.tolist()):
        sent = _destinations(goes[segment]) if young > 0 else [(int(whole[segment]), 1.0)]
        name = str(problem.segment_id[segment])
        names += [name] if len(sent) == 1 else [f"{name}#{k + 1}" for k in range(len(sent))]
        parts += [(segment, option, amount) for option, amount in _people(sent, young=young)]
    origin = np.array([part[0] for part in parts], dtype=np.intp)
    refined = problem.replace(
        segment_id=names,
        young=[part[2] for part in parts],
        rules=problem.rules.of_segments(origin),
        **{key: getattr(problem, key)[origin] for key in ("place_id", "profile", "time_s", "need")},
    )
    assigned = np.array([part[1] for part in parts], dtype=np.intp)
    return refined, Solution(open_options=open_options, assigned_option=assigned)


def _destinations(shares: NDArray[np.float64]) -> list[tuple[int, float]]:
    """Options that receive a share, then nowhere, each with its share; they add up to 1."""
    sent = [(o, float(shares[o])) for o in np.flatnonzero(shares > _NOBODY).tolist()]
    left = 1.0 - sum(share for _, share in sent)
    if left > _NOBODY or not sent:
        return [*sent, (NO_OPTION, left)]
    return sent


def _people(sent: list[tuple[int, float]], *, young: float) -> list[tuple[int, float]]:
    """Young people of each part; the last part takes what is left."""
    people = [(option, share * young) for option, share in sent[:-1]]
    return [*people, (sent[-1][0], young - sum(amount for _, amount in people))]
