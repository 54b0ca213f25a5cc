"""What is known of a commune beyond its inhabitants: counts that add up, whatever their source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

__all__ = ["CommuneStatistics", "StatisticsReading", "share", "summed"]


@dataclass(frozen=True, slots=True)
class CommuneStatistics:
    """Counts of one commune, persons or households; None where no file tells.

    Parameters
    ----------
    young_15_24, active_15_24, employed_15_24, unemployed_15_24 : census, 15-24
    young_15_17, schooled_15_17, young_18_24, schooled_18_24 : census, at school or not
    out_of_school, without_diploma : census, aged 15 or more and no longer at school
    households, households_without_car : census
    grid_households, poor_households : Filosofi (ménages, ménages pauvres)
    poor_imputed_households : households of ``grid_households`` in cells that INSEE imputed
    followed, first_receptions, followed_minors, without_licence : i-milo, latest year
    commuters, commuters_out : MOBPRO, 15-24 at work; those who work in another commune
    students, students_out : MOBSCO, 15-24 at school; those who study in another commune
    density : INSEE density grid, 1 (densest) to 7
    """

    young_15_24: float | None = None
    active_15_24: float | None = None
    employed_15_24: float | None = None
    unemployed_15_24: float | None = None
    young_15_17: float | None = None
    schooled_15_17: float | None = None
    young_18_24: float | None = None
    schooled_18_24: float | None = None
    out_of_school: float | None = None
    without_diploma: float | None = None
    households: float | None = None
    households_without_car: float | None = None
    grid_households: float | None = None
    poor_households: float | None = None
    poor_imputed_households: float | None = None
    followed: float | None = None
    first_receptions: float | None = None
    followed_minors: float | None = None
    without_licence: float | None = None
    commuters: float | None = None
    commuters_out: float | None = None
    students: float | None = None
    students_out: float | None = None
    density: int | None = None

    def joined(self, other: CommuneStatistics) -> CommuneStatistics:
        """Return these counts, completed by those of another source where they are unknown."""
        return replace(
            self,
            **{
                field.name: getattr(other, field.name)
                for field in fields(self)
                if getattr(self, field.name) is None
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class StatisticsReading:
    """What one file says of some communes.

    Parameters
    ----------
    by_commune : counts by code; a commune on which the file says nothing is absent
    vintage : the year they describe, or empty
    remarks : what was set aside, incomplete or doubtful, French
    """

    by_commune: Mapping[str, CommuneStatistics]
    vintage: str
    remarks: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_commune", MappingProxyType(dict(self.by_commune)))


def summed(statistics: Iterable[CommuneStatistics], *, name: str) -> float | None:
    """Add up one count over communes; None as soon as it is unknown for one of them."""
    values = [getattr(one, name) for one in statistics]
    return None if any(value is None for value in values) else float(sum(values))


def share(part: float | None, *, of: float | None) -> float | None:
    """Return a share between 0 and 1; None where a count is unknown or the whole is 0."""
    if part is None or of is None or of <= 0:
        return None
    return min(1.0, max(0.0, part / of))
