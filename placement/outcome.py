"""What a scenario comes to, told site by site and set against today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from placement.evaluate import BoardFigures, Evaluation, Load
from placement.options import SiteOption
from placement.territory import Site

__all__ = ["Change", "SiteOutcome", "Unattached", "site_outcomes"]


class Change(StrEnum):
    """What becomes of a site; the values are French words, as written on every output."""

    KEPT = "inchangé"
    OPENED = "ouvert"
    CLOSED = "fermé"
    MODIFIED = "modifié"


@dataclass(frozen=True, slots=True)
class Unattached:
    """Young people whose place could not be attached to the network: counted, never dropped."""

    place_id: str
    profile: str
    young: float
    reason: str


@dataclass(frozen=True, slots=True)
class SiteOutcome:
    """One site that is open today, in the plan, or both.

    ``option`` is what the plan gives it and ``today`` what it has now; one of them may be None,
    never both. ``young`` counts the young people (persons) who go there in the plan, and
    ``young_today`` those who go there now. ``once_eur`` is what opening, changing or closing it
    costs once, EUR; ``load`` its appointments, None where they do not count.
    """

    site: Site
    option: SiteOption | None
    today: SiteOption | None
    change: Change
    young: float
    young_today: float
    once_eur: float = 0.0
    load: Load | None = None

    @property
    def delay_days(self) -> float | None:
        """Theoretical delay before an appointment, days; None when unknown or without end."""
        if self.load is None:
            return None
        return self.load.delay_days(interval_days=self.shown.offer.recurrence.interval_days)

    @property
    def shown(self) -> SiteOption:
        """The option to describe the site by: the plan's, or today's where it closes."""
        option = self.option or self.today
        if option is None:  # excluded when built by ``site_outcomes``
            raise ValueError(self.site.id)
        return option


def site_outcomes(
    options: Sequence[SiteOption],
    *,
    baseline: Evaluation,
    plan: Evaluation,
    board: BoardFigures | None = None,
) -> tuple[SiteOutcome, ...]:
    """Compare the plan with today, for every site open in either; sorted by kind then name.

    ``board`` brings what is spent once and the appointments; None leaves them out.
    """
    by_id = {option.id: option for option in options}
    planned = {by_id[key].site.id: by_id[key] for key in plan.open_option_ids}
    today = {by_id[key].site.id: by_id[key] for key in baseline.open_option_ids}
    young, young_today = _young_by_site(plan), _young_by_site(baseline)
    once_eur: Mapping[str, float] = board.once_eur if board else {}
    loads: Mapping[str, Load] = board.loads if board else {}
    outcomes = [
        SiteOutcome(
            site=(planned.get(key) or today[key]).site,
            option=planned.get(key),
            today=today.get(key),
            change=_change(planned.get(key), today=today.get(key)),
            young=young.get(key, 0.0),
            young_today=young_today.get(key, 0.0),
            once_eur=once_eur.get(key, 0.0),
            load=loads.get(planned[key].id) if key in planned else None,
        )
        for key in sorted(planned.keys() | today.keys())
    ]
    return tuple(sorted(outcomes, key=_reading_order))


def _change(option: SiteOption | None, *, today: SiteOption | None) -> Change:
    if today is None:
        return Change.OPENED
    if option is None:
        return Change.CLOSED
    return Change.KEPT if option.current else Change.MODIFIED


_KIND_ORDER = ("siege", "antenne", "permanence")


def _reading_order(outcome: SiteOutcome) -> tuple[bool, int, float, str]:
    """Open sites first, the most present kind first, then the most half-days."""
    shown = outcome.shown
    kind = _KIND_ORDER.index(shown.offer.kind.value)
    return outcome.change is Change.CLOSED, kind, -shown.half_days, outcome.site.id


def _young_by_site(evaluation: Evaluation) -> dict[str, float]:
    sites, position = np.unique(evaluation.site_id, return_inverse=True)
    totals = np.bincount(position, weights=evaluation.young, minlength=len(sites))
    return {str(site): float(total) for site, total in zip(sites, totals, strict=True) if site}
