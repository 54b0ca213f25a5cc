"""From what each importer returns to deposits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from placement.errors import cite
from placement.sources.communes import CommuneRecord, communes_by_code
from placement.sources.commuting import MOBSCO, read_commuting
from placement.sources.density import read_density
from placement.sources.deposits.importers import Perimeter
from placement.sources.deposits.model import Deposits
from placement.sources.epci_composition import (
    EpciMember,
    embedded_epci_year,
    read_epci_composition,
)
from placement.sources.grids import ElsewhereError, GridCells, Window
from placement.sources.iris_bases import IRIS_AGES, read_iris_base
from placement.sources.markets import read_markets
from placement.sources.official import FileHead
from placement.sources.outlines import read_outlines
from placement.sources.places import PlacesReading
from placement.sources.pop1b import read_pop1b
from placement.sources.provenance import SourceKind
from placement.sources.qpv import read_qpv
from placement.sources.statistics import CommuneStatistics, StatisticsReading
from placement.sources.wishes import read_wishes
from placement.sources.young_ages import estimate_young_from_ages

__all__ = [
    "ages",
    "commuting",
    "density",
    "epci",
    "for_init",
    "grid",
    "iris",
    "markets",
    "outlines",
    "places",
    "priority_areas",
    "wishes",
    "young",
]


def young(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take the exact 16-25 of INSEE."""
    counts = read_pop1b(path, communes=perimeter.communes, former=perimeter.former, head=head)
    return Deposits(young=counts)


def ages(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take the age groups of communes: they estimate the 16-25 better than national shares."""
    counted = iris(path, head, perimeter, kind=IRIS_AGES)
    counts = estimate_young_from_ages(
        path, communes=perimeter.communes, former=perimeter.former, head=head
    )
    return replace(counted, young=counts)


def iris(path: Path, head: FileHead, perimeter: Perimeter, *, kind: SourceKind) -> Deposits:
    """Take a base of the census by IRIS."""
    return _counted(
        read_iris_base(
            path, kind=kind, communes=perimeter.communes, former=perimeter.former, head=head
        )
    )


def density(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take the density levels of communes."""
    return _counted(
        read_density(path, communes=perimeter.communes, former=perimeter.former, head=head)
    )


def _counted(reading: StatisticsReading) -> Deposits:
    return Deposits(statistics=reading.by_commune, remarks=reading.remarks)


def commuting(path: Path, head: FileHead, perimeter: Perimeter, *, kind: SourceKind) -> Deposits:
    """Take the flows of the 15-24 to work, or to school."""
    reading = read_commuting(
        path, kind=kind, communes=perimeter.communes, former=perimeter.former, head=head
    )
    counts = dict(reading.statistics.by_commune)
    if kind is MOBSCO:
        counts = {code: _to_school(one) for code, one in counts.items()}
    return Deposits(
        statistics=counts, flows={kind.id: reading.flows}, remarks=reading.statistics.remarks
    )


def _to_school(counts: CommuneStatistics) -> CommuneStatistics:
    return CommuneStatistics(students=counts.commuters, students_out=counts.commuters_out)


def grid(
    path: Path, head: FileHead, perimeter: Perimeter, *, read: Callable[..., GridCells]
) -> Deposits:
    """Take the cells of a grid near the territory; a grid of elsewhere is a remark."""
    window = _window(perimeter)
    if window is None:
        return Deposits(
            remarks=(f"{path.name} : aucun contour de commune, la grille ne sert pas.",)
        )
    try:
        cells = read(path, window=window, communes=perimeter.communes, head=head)
    except ElsewhereError as error:
        return Deposits(remarks=(str(error),))
    return Deposits(grid=cells, remarks=tuple(filter(None, (cells.remark,))))


def _window(perimeter: Perimeter) -> Window | None:
    """Return the frame of the territory, WGS84 degrees; None without any contour."""
    shapes = list(_known(perimeter).values())
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(np.array(shapes))
    return float(west), float(south), float(east), float(north)


def _known(perimeter: Perimeter) -> dict[str, BaseGeometry]:
    return {code: shape for code, shape in perimeter.contours.items() if shape is not None}


def priority_areas(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take the polygons of the priority neighbourhoods."""
    reading = read_qpv(
        path,
        communes=perimeter.communes,
        head=head,
        outlines=_known(perimeter),
        former=perimeter.former,
    )
    return Deposits(qpv=reading.polygons, remarks=reading.remarks)


def outlines(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take better polygons of communes."""
    reading = read_outlines(path, communes=perimeter.communes, former=perimeter.former, head=head)
    return Deposits(outlines=reading.by_commune, remarks=reading.remarks)


def epci(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take the EPCI of communes, unless the file is older than what is embedded."""
    records = communes_by_code(perimeter.communes, with_geometry=False, missing_ok=True)
    wanted = {*(one.parent or one.code for one in records), *perimeter.former}
    reading = read_epci_composition(path, communes=wanted, head=head)
    year = embedded_epci_year()
    if reading.vintage and reading.vintage < year:
        told = f"{path.name} : composition des EPCI plus ancienne que celle de {year}, embarquée ; "
        return Deposits(remarks=(f"{told}elle ne sert pas.",))
    members: dict[str, EpciMember] = {}
    for member in reading.members:
        members.setdefault(perimeter.former.get(member.code, member.code), member)
    # the code of today, which sorts anywhere, comes before those that it replaces
    members |= {one.code: one for one in reading.members if one.code not in perimeter.former}
    known = {
        one.code: members[key] for one in records if (key := one.parent or one.code) in members
    }
    moved = [one.name for one in records if one.code in known and _moves(one, known[one.code])]
    told = (
        f"{path.name} : la composition des EPCI de {reading.vintage or 'date inconnue'} remplace "
        f"celle de {year}, embarquée ; communes qui changent d'EPCI : {cite(moved)}."
    )
    return Deposits(epci=known, remarks=(*reading.remarks, *([told] if moved else [])))


def _moves(record: CommuneRecord, member: EpciMember) -> bool:
    return record.epci_code != member.epci_code


def places(
    path: Path, head: FileHead, perimeter: Perimeter, *, read: Callable[..., PlacesReading]
) -> Deposits:
    """Take a list of public places."""
    reading = read(path, communes=perimeter.communes, head=head)
    return Deposits(places=reading.places, remarks=reading.remarks)


def markets(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take market days."""
    reading = read_markets(path, communes=perimeter.communes, former=perimeter.former, head=head)
    return Deposits(markets=reading.markets, remarks=reading.remarks)


def wishes(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
    """Take the wishes of young people, aggregated."""
    reading = read_wishes(path, communes=perimeter.communes, former=perimeter.former, head=head)
    return Deposits(wishes=reading.wishes, remarks=reading.remarks)


def for_init(path: Path, head: FileHead, perimeter: Perimeter, *, kind: SourceKind) -> Deposits:
    """Say that a file serves when a territory is made, and not after."""
    del head, perimeter
    told = f"{path.name} : {kind.title} ; il sert à « placement territory init --donnees »."
    return Deposits(remarks=(told,))
