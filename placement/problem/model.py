"""The frozen description of one placement decision."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from placement.problem.diagnosis import diagnose
from placement.problem.objective import MEAN_ACCESS, Objective
from placement.problem.rules import NO_RULES, Behaviour, Rules
from placement.problem.validation import check

__all__ = ["PlacementProblem"]

_TEXT_ARRAYS = ("segment_id", "place_id", "profile", "site_id", "option_id")
_OWNER_OF_OPTIONAL = {"need": "young", "opening_eur": "option_id", "closing_eur": "site_id"}
_FLOAT_ARRAYS = ("young", "time_s", "cost_eur", "half_days", "interval_days", "wait_s")


@dataclass(frozen=True, slots=True, eq=False)
class PlacementProblem:
    """Which offers to open so that young people reach them in the least mean access time.

    A *segment* is a place and a mobility profile, with its young people. A *site* is an address
    that can open. An *option* is one site with one offer (a recurrence, a cost, half-days); at most
    one option of a site is open. Access time = door-to-door time + wait for the next opening.

    Parameters
    ----------
    segment_id, place_id, profile
        Identity of each segment, shape (n,).
    young
        Young people of each segment, persons, shape (n,).
    site_id
        Identity of each site, shape (s,).
    time_s
        Raw door-to-door time from segment to site, s, shape (n, s); NaN where there is no access.
    option_id, option_site
        Identity of each option (``site|offre``) and position of its site, shape (o,).
    cost_eur, half_days
        Annual cost, EUR, and half-days a year of each option, shape (o,).
    interval_days, wait_s
        Longest interval between two openings, days, and the wait that is added, s, shape (o,).
    current
        Whether the option is what is open today, shape (o,); at most one a site.
    budget_eur, half_days_max
        Limits a year, everything included; None for no limit.
    fixed_cost_eur, fixed_half_days
        What is spent a year whatever is decided (captive public).
    forced_sites, forbidden_sites, forced_options
        Identities of what must open, must stay closed, must open with that very offer.
    no_access_s
        Price of a young person left without access, s. A pair whose access time reaches it is never
        used: to be left without access is as good.
    need
        How much each young person of a segment weighs in a needs-weighted mean, shape (n,); 1 when
        not given.
    opening_eur, closing_eur
        One-off cost, EUR, of giving an option to a site that does not have it today, shape (o,),
        and of closing a site that is open today, shape (s,); 0 when not given.
    rules
        What the board adds.
    objectives
        What is sought, in order; the mean access time alone when not given.
    behaviour
        Whether young people go to the nearest open option or where they are sent.

    Raises
    ------
    DataError
        With every fault found, in French.

    Notes
    -----
    The objective is the sum over segments of ``young * access``, in person-seconds, where
    ``access`` is that of the nearest open option, or ``no_access_s``.
    """

    segment_id: NDArray[np.str_]
    place_id: NDArray[np.str_]
    profile: NDArray[np.str_]
    young: NDArray[np.float64]
    site_id: NDArray[np.str_]
    time_s: NDArray[np.float64]
    option_id: NDArray[np.str_]
    option_site: NDArray[np.intp]
    cost_eur: NDArray[np.float64]
    half_days: NDArray[np.float64]
    interval_days: NDArray[np.float64]
    wait_s: NDArray[np.float64]
    current: NDArray[np.bool_]
    budget_eur: float | None
    half_days_max: float | None
    fixed_cost_eur: float
    fixed_half_days: float
    forced_sites: tuple[str, ...]
    forbidden_sites: tuple[str, ...]
    forced_options: tuple[str, ...]
    no_access_s: float
    need: NDArray[np.float64] = None  # type: ignore[assignment] # made in __post_init__
    opening_eur: NDArray[np.float64] = None  # type: ignore[assignment] # made in __post_init__
    closing_eur: NDArray[np.float64] = None  # type: ignore[assignment] # made in __post_init__
    rules: Rules = NO_RULES
    objectives: tuple[Objective, ...] = (MEAN_ACCESS,)
    behaviour: Behaviour = Behaviour.NEAREST

    def __post_init__(self) -> None:
        for name, size in (("need", 1.0), ("opening_eur", 0.0), ("closing_eur", 0.0)):
            if getattr(self, name) is None:
                owner = _OWNER_OF_OPTIONAL[name]
                object.__setattr__(self, name, np.full(np.shape(getattr(self, owner)), size))
            self._freeze(name, np.array(getattr(self, name), dtype=np.float64))
        for name in _TEXT_ARRAYS:
            self._freeze(name, np.array(getattr(self, name), dtype=np.str_))
        for name in _FLOAT_ARRAYS:
            self._freeze(name, np.array(getattr(self, name), dtype=np.float64))
        self._freeze("option_site", np.array(self.option_site, dtype=np.intp))
        self._freeze("current", np.array(self.current, dtype=np.bool_))
        for name in ("forced_sites", "forbidden_sites", "forced_options"):
            object.__setattr__(self, name, tuple(str(key) for key in getattr(self, name)))
        check(self)

    def _freeze(self, name: str, array: NDArray[Any]) -> None:
        array.setflags(write=False)
        object.__setattr__(self, name, array)

    def replace(self, **changes: Any) -> PlacementProblem:
        """Return a variant, checked again; this problem is untouched."""
        return dataclasses.replace(self, **changes)

    def diagnose(self) -> tuple[str, ...]:
        """Say in French why no plan can satisfy the rules; empty when one can.

        Without any rule of `Rules`, empty only then: see `placement.problem.diagnosis`.
        """
        return diagnose(self)

    @property
    def young_total(self) -> float:
        """All young people, persons."""
        return float(self.young.sum())

    @property
    def budget_left_eur(self) -> float | None:
        """What the options may cost a year once the fixed cost is paid; None for no limit."""
        return None if self.budget_eur is None else self.budget_eur - self.fixed_cost_eur

    @property
    def half_days_left(self) -> float | None:
        """Half-days a year that the options may take beside the fixed ones; None for no limit."""
        return None if self.half_days_max is None else self.half_days_max - self.fixed_half_days

    @property
    def site_is_forced(self) -> NDArray[np.bool_]:
        """Whether each site must be open, by itself or through a forced option, shape (s,)."""
        forced = np.isin(self.site_id, self.forced_sites)
        forced[self.option_site[self.option_is_forced]] = True
        return forced

    @property
    def site_is_forbidden(self) -> NDArray[np.bool_]:
        """Whether each site must stay closed, shape (s,)."""
        return np.isin(self.site_id, self.forbidden_sites)

    @property
    def site_is_current(self) -> NDArray[np.bool_]:
        """Whether each site is open today, shape (s,)."""
        today = np.zeros(self.site_id.size, dtype=np.bool_)
        today[self.option_site[self.current]] = True
        return today

    @property
    def option_is_forced(self) -> NDArray[np.bool_]:
        """Whether each option must be open as it is, shape (o,)."""
        return np.isin(self.option_id, self.forced_options)

    @property
    def option_is_admissible(self) -> NDArray[np.bool_]:
        """Whether each option may be open: site allowed, host ready, no other option forced."""
        forced = self.option_is_forced
        settled = np.zeros(len(self.site_id), dtype=np.bool_)
        settled[self.option_site[forced]] = True
        closed = self.site_is_forbidden | np.isin(self.site_id, self.rules.unready_hosts)
        admissible: NDArray[np.bool_] = ~closed[self.option_site] & (
            forced | ~settled[self.option_site]
        )
        return admissible

    def access_s(self) -> NDArray[np.float64]:
        """Access time of every pair, s, shape (n, o); NaN where the pair can never be used.

        Door-to-door time plus wait. A pair that reaches ``no_access_s`` is never used.
        """
        access = self.time_s[:, self.option_site] + self.wait_s
        access[~(access < self.no_access_s)] = np.nan
        return access
