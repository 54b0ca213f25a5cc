"""What is told of the van: its days, what it costs in either reading, whom it reaches first."""

from __future__ import annotations

from dataclasses import dataclass

from placement.tours import DayTour

__all__ = ["VanCost", "VanOutcome", "VanStop"]


@dataclass(frozen=True, slots=True)
class VanCost:
    """A post of the van's yearly cost, EUR, with each crew and in each reading.

    ``complete`` counts the purchase spread over its life and everybody's time; ``cash`` what is
    spent more than today, purchase aside.
    """

    post: str
    hired_complete_eur: float
    hired_cash_eur: float
    in_post_complete_eur: float
    in_post_cash_eur: float


@dataclass(frozen=True, slots=True)
class VanStop:
    """A stop that was studied: its isolation, 0 to 100, and whether the plan serves it."""

    site_id: str
    name: str
    commune_code: str
    lon: float
    lat: float
    isolation: float
    served: bool
    young: float
    first_time: float


@dataclass(frozen=True, slots=True, eq=False)
class VanOutcome:
    """The van in a plan, or why it is not in it.

    Parameters
    ----------
    tours
        Its days; empty where the plan keeps no van.
    stops
        Every stop that was studied, by name.
    costs
        Posts of its yearly cost, those that cost nothing in any way left out.
    crew
        The crew of the scenario: ``recrutement`` or ``en-poste``.
    purchase_eur
        Once.
    depot
        French name of where it starts.
    tours_possible
        How many different days were weighed.
    days_max
        Days of a four-week cycle.
    value_with, value_without
        What the best plans with the van and without it are worth by the first objective, as people
        read it; None where there is no such plan.
    sentences
        French, whatever was decided.
    """

    tours: tuple[DayTour, ...]
    stops: tuple[VanStop, ...]
    costs: tuple[VanCost, ...]
    crew: str
    purchase_eur: float
    depot: str
    tours_possible: int
    days_max: int
    value_with: float | None
    value_without: float | None
    sentences: tuple[str, ...]

    @property
    def days_per_year(self) -> float:
        """Days out a year."""
        return sum(tour.days_per_year for tour in self.tours)

    @property
    def km_per_year(self) -> float:
        """Kilometres a year."""
        return sum(tour.days_per_year * tour.length_m for tour in self.tours) / 1000

    @property
    def driving_hours_per_year(self) -> float:
        """Hours of driving a year."""
        return sum(tour.days_per_year * tour.driving_s for tour in self.tours) / 3600

    @property
    def working_hours_per_year(self) -> float:
        """Hours of work a year, driving included, of each of those on board."""
        return sum(tour.days_per_year * tour.working_s for tour in self.tours) / 3600

    @property
    def young(self) -> float:
        """Young people (persons) whom the plan sends to the van."""
        return sum(stop.young for stop in self.stops)

    @property
    def first_time(self) -> float:
        """Young people (persons) among them who have no access today."""
        return sum(stop.first_time for stop in self.stops)
