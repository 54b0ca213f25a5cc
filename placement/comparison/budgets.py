"""The front of one scenario: the best plan for each budget, told for a reader."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from placement.comparison.front import Knee, Spent, Step, efficient, halving, knee, steps
from placement.errors import PlacementError
from placement.privacy import Profile, Shown
from placement.solution import Termination
from placement.territory import Counted, Territory

__all__ = ["Front", "FrontPoint", "Missing", "OpenSite", "SiteTurn", "front_of"]


@dataclass(frozen=True, slots=True)
class OpenSite:
    """A site that a plan opens, and what it offers there; French words."""

    id: str
    name: str
    kind: str
    offer: str


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """The best plan found for a budget.

    Parameters
    ----------
    budget_eur, cost_eur, half_days
        The limit, and what the plan takes, a year.
    value
        The first objective, in the unit of the front.
    gap
        None where it is unknown, or not told.
    mean_min, without_access, share_30
        Mean trip, min; young people without access, persons; share within 30 min.
    sites
        By identity.
    carried_from
        Budget, EUR, for which this very plan was found, where what was found for this one was not
        better; None otherwise.
    """

    budget_eur: float
    cost_eur: float
    half_days: float
    value: float
    gap: float | None
    status: Termination
    mean_min: float | None
    without_access: float
    share_30: float
    sites: tuple[OpenSite, ...]
    carried_from: float | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A budget for which there is no plan, and why; French."""

    budget_eur: float
    reason: str


@dataclass(frozen=True, slots=True)
class SiteTurn:
    """What appears, disappears and changes from a point to the next: sites, by identity."""

    opened: tuple[OpenSite, ...]
    closed: tuple[OpenSite, ...]
    changed: tuple[OpenSite, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """Budget against access.

    Parameters
    ----------
    scenario, title
        Whose front it is; the title is French.
    goal, unit
        What is sought first, French; ``min`` or ``part``, where more is better.
    fixed
        The other rules of the scenario, which hold at every point; French.
    points
        By rising budget, all of them.
    dominated_by
        Of each point, the position of one that is worth as much for no more; None on the front.
    kept
        Positions of the points of the front, by rising cost.
    steps
        From each point of the front to the next; ``gained`` is in the unit of the front.
    knee, half
        Where the front bends the most, and where 1,000 EUR buy half of what they bought at first:
        positions in ``points``, None without any.
    turns
        What changes from each point of the front to the next.
    today
        Cost, EUR, and value of today's network; the value is None where it cannot be computed.
    """

    scenario: str
    title: str
    territory: Territory
    profile: Profile
    goal: str
    unit: str
    fixed: tuple[str, ...]
    points: tuple[FrontPoint, ...]
    dominated_by: tuple[int | None, ...]
    kept: tuple[int, ...]
    steps: tuple[Step, ...]
    knee: int | None
    half: int | None
    turns: tuple[SiteTurn, ...]
    today: tuple[float, float | None]
    missing: tuple[Missing, ...]
    remarks: tuple[str, ...]

    @property
    def shown(self) -> Shown:
        """How counts, times and shares are written."""
        counted = self.territory.demand.counted
        return Shown(self.profile, sensitive=counted is Counted.CASELOAD)

    @property
    def written_unit(self) -> str:
        """Unit in which values are written: minutes to the tenth, but in public."""
        return "min_dixieme" if self.unit == "min" and not self.shown.public else self.unit

    @property
    def front(self) -> tuple[FrontPoint, ...]:
        """The points that nothing dominates, by rising cost."""
        return tuple(self.points[at] for at in self.kept)


def front_of(  # noqa: PLR0913 - what a front says of itself, passed on whole
    points: Sequence[FrontPoint],
    *,
    scenario: str,
    title: str,
    territory: Territory,
    profile: Profile,
    goal: str,
    unit: str,
    fixed: Sequence[str],
    today: tuple[float, float | None],
    missing: Sequence[Missing] = (),
    remarks: Sequence[str] = (),
) -> Front:
    """Sort points, drop those that are dominated, find the bends; see `Front`.

    Raises
    ------
    PlacementError
        There is no point.
    """
    if not points:
        raise PlacementError("front sans point.")
    ordered = tuple(sorted(points, key=lambda point: point.budget_eur))
    spent = [Spent(one.cost_eur, -one.value if unit == "part" else one.value) for one in ordered]
    dominated = efficient(spent)
    kept = tuple(
        sorted((k for k, by in enumerate(dominated) if by is None), key=lambda k: spent[k].cost_eur)
    )
    front = [spent[k] for k in kept]
    bend, half = knee(front), halving(front)
    return Front(
        scenario=scenario,
        title=title,
        territory=territory,
        profile=profile,
        goal=goal,
        unit=unit,
        fixed=tuple(fixed),
        points=ordered,
        dominated_by=dominated,
        kept=kept,
        steps=steps(front),
        knee=_position(bend, kept=kept),
        half=None if half is None else kept[half],
        turns=tuple(
            _turn(ordered[before].sites, after=ordered[after].sites)
            for before, after in itertools.pairwise(kept)
        ),
        today=today,
        missing=tuple(missing),
        remarks=tuple(remarks),
    )


def _position(bend: Knee | None, *, kept: Sequence[int]) -> int | None:
    return None if bend is None else kept[bend.at]


def _turn(before: Sequence[OpenSite], *, after: Sequence[OpenSite]) -> SiteTurn:
    sooner: Mapping[str, OpenSite] = {site.id: site for site in before}
    later: Mapping[str, OpenSite] = {site.id: site for site in after}
    return SiteTurn(
        opened=tuple(site for key, site in sorted(later.items()) if key not in sooner),
        closed=tuple(site for key, site in sorted(sooner.items()) if key not in later),
        changed=tuple(
            site
            for key, site in sorted(later.items())
            if key in sooner and sooner[key].offer != site.offer
        ),
    )
