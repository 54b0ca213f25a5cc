"""What the van costs, in its two readings, with either crew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.scenario import Scenario
from placement.scenario.van import Van

__all__ = ["HIRED", "IN_POST", "VanRates", "van_rates"]

HIRED: Final = "recrutement"
IN_POST: Final = "en-poste"
_HALF_DAYS_A_DAY: Final = 2


@dataclass(frozen=True, slots=True)
class VanRates:
    """Unit costs of the van with one crew, EUR; of a year, of a day out, of a kilometre.

    ``complete`` counts the purchase spread over its life and the time of everybody; ``cash`` only
    what is spent more than today, purchase aside. ``crew_year`` is the part of the yearly costs
    that pays the crew.

    Parameters
    ----------
    complete_year_eur, cash_year_eur
        Spent as soon as the van goes out at all.
    complete_day_eur, cash_day_eur
        Spent a day out, kilometres aside.
    crew_year_eur
        The crew's part of ``complete_year_eur``.
    km_eur
        A kilometre, in both readings.
    half_days_per_day
        Half-days of advisers that a day out takes.
    hired_half_days
        Half-days of advisers a year that come with the van.
    purchase_eur
        Once.
    """

    complete_year_eur: float
    cash_year_eur: float
    complete_day_eur: float
    cash_day_eur: float
    crew_year_eur: float
    km_eur: float
    half_days_per_day: float
    hired_half_days: float
    purchase_eur: float

    def complete_eur(
        self, days: NDArray[np.float64], *, km: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Cost a year of tours that go out so many days and drive so many kilometres, EUR."""
        return np.asarray(days * self.complete_day_eur + km * self.km_eur)

    def yearly_eur(self, *, days: float, km: float, complete: bool) -> float:
        """Cost a year of the whole van in one reading, EUR."""
        if complete:
            return self.complete_year_eur + days * self.complete_day_eur + km * self.km_eur
        return self.cash_year_eur + days * self.cash_day_eur + km * self.km_eur


def van_rates(van: Van, *, scenario: Scenario, crew: str | None = None) -> VanRates:
    """Return the unit costs of the van with a crew: the scenario's own when None.

    A hired crew is paid all year round. Advisers in post cost what any half-day of theirs does, and
    nothing more than today; the support that goes with them is in post too. Each van has its own
    purchase, running and crew.
    """
    costs = van.couts
    vehicle_eur = van.nombre * (
        costs.achat_eur / costs.amortissement_ans + costs.fonctionnement_eur
    )
    hired = (crew or van.personnel) == HIRED
    crew_eur = van.nombre * (
        van.etp_conseiller * costs.conseiller_eur + van.etp_appui * costs.appui_eur
    )
    support_eur = van.etp_appui * costs.appui_eur / costs.demi_journees_par_etp
    half_day_eur = van.etp_conseiller * scenario.couts.cout_demi_journee_cisp_eur + support_eur
    return VanRates(
        complete_year_eur=vehicle_eur + (crew_eur if hired else 0.0),
        cash_year_eur=van.nombre * costs.fonctionnement_eur + (crew_eur if hired else 0.0),
        complete_day_eur=0.0 if hired else _HALF_DAYS_A_DAY * half_day_eur,
        cash_day_eur=0.0,
        crew_year_eur=crew_eur if hired else 0.0,
        km_eur=costs.km_eur,
        half_days_per_day=_HALF_DAYS_A_DAY * van.etp_conseiller,
        hired_half_days=van.nombre * van.etp_conseiller * costs.demi_journees_par_etp * hired,
        purchase_eur=van.nombre * costs.achat_eur,
    )
