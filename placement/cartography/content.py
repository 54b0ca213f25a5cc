"""The frozen input of printed maps."""

from __future__ import annotations

from dataclasses import dataclass

from placement.errors import Faults, PlacementError
from placement.needs import NeedsOutcome
from placement.viz import MapContent
from placement.viz.surroundings import MainRoads

__all__ = ["AtlasContent", "Round", "Stop"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A halt of the van: its name, where it is (degrees), and when (French)."""

    name: str
    lon: float
    lat: float
    when: str


@dataclass(frozen=True, slots=True)
class Round:
    """A day of the van: its name (« mardi »), its halts in order, from and to its garage.

    ``line`` is its road, longitude and latitude, degrees; empty where it is not known, and the
    halts are then joined. ``depot`` is the garage; None where it is not known.
    """

    name: str
    stops: tuple[Stop, ...]
    line: tuple[tuple[float, float], ...] = ()
    depot: Stop | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AtlasContent:
    """What an atlas tells of one territory.

    Parameters
    ----------
    scenarios : each solved scenario, in the order they were given; the first tells today too
    needs : the index of the communes; None leaves its map out
    author : the Mission Locale, French
    sources : data sets to credit, with vintages and licences, French
    roads : main roads, None where no network was built
    rounds : tours of the van in the first plan; without any, there is no tenth map

    Raises
    ------
    PlacementError
        No scenario, or scenarios of several territories or for several readers.
    """

    scenarios: tuple[MapContent, ...]
    needs: NeedsOutcome | None
    author: str
    sources: tuple[str, ...]
    roads: MainRoads | None = None
    rounds: tuple[Round, ...] = ()

    def __post_init__(self) -> None:
        faults = Faults("atlas")
        if not self.scenarios:
            faults.add("aucun scénario.")
        if len({one.territory.name for one in self.scenarios}) > 1:
            faults.add("les scénarios portent sur plusieurs territoires.")
        if len({one.profile for one in self.scenarios}) > 1:
            faults.add("les scénarios s'adressent à plusieurs lecteurs.")
        if self.rounds and not self.plans:
            faults.add("une tournée du camion est donnée sans scénario qui la décide.")
        faults.raise_as(PlacementError)

    @property
    def today(self) -> MapContent:
        """The scenario whose « before » describes today: the first."""
        return self.scenarios[0]

    @property
    def plans(self) -> tuple[MapContent, ...]:
        """Scenarios that change something: the others would draw today's map again."""
        return tuple(one for one in self.scenarios if not one.unchanged)
