"""Give coordinates to the places of a sheet: what the geocoder says is judged, never believed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from placement.download.address_sheet import AddressSheet, PlaceRow
from placement.download.geocoder import Address, Answer
from placement.sources.communes import CommuneRecord, communes_by_code
from placement.sources.spreadsheet import plain_header, write_csv

__all__ = [
    "REFUSED_BELOW",
    "SURE_FROM",
    "Ask",
    "GeocodedSheet",
    "Located",
    "Verdict",
    "geocode_sheet",
    "judge",
    "write_geocoded",
    "write_report",
]

REFUSED_BELOW: Final = 0.5
"""Scores under this one are refused."""

SURE_FROM: Final = 0.8
"""Scores from this one on need no check."""

Ask = Callable[[Sequence[Address]], Sequence[Answer]]

_ADDRESS, _CHIEF_TOWN, _FICTITIOUS = "adresse", "chef_lieu", "fictif"
_MUNICIPALITY: Final = "municipality"
_FAILED: Final = frozenset({"not-found", "skipped", "error"})
_SAME_PLACE_DEG: Final = 1e-5
_WRITTEN: Final = ("longitude", "latitude", "position")
_REPORT: Final = (
    *("ligne", "lieu", "adresse", "code_commune", "verdict", "raison", "score"),
    *("adresse_trouvee", "commune_trouvee", "longitude", "latitude"),
)
_NAMES: Final = ("nom", "libelle", "id", "identifiant")


class Verdict(StrEnum):
    """What was decided for a place, French."""

    KEPT = "déjà placé"
    FICTITIOUS = "fictif, laissé"
    PLACED = "placé à l'adresse"
    TO_CHECK = "à vérifier"
    APPROXIMATE = "approché, à la mairie"
    REFUSED = "refusé, à la mairie"
    TOWN_HALL = "à la mairie"
    NOWHERE = "sans position"


_SETTLED: Final = frozenset({Verdict.KEPT, Verdict.FICTITIOUS, Verdict.PLACED})


@dataclass(frozen=True, slots=True)
class Located:
    """One place once judged.

    Parameters
    ----------
    row : its line in the sheet
    verdict, reason : what was decided, and why (French; empty where nothing is to be said)
    lon, lat : WGS84 degrees; NaN where it has none
    position : ``adresse``, ``chef_lieu``, ``fictif`` or empty, for the sheet
    answer : what the geocoder said; None where it was not asked
    """

    row: PlaceRow
    verdict: Verdict
    reason: str
    lon: float
    lat: float
    position: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GeocodedSheet:
    """Every place of a sheet, in its order."""

    sheet: AddressSheet
    places: tuple[Located, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """Number of places by verdict; they add up to the lines of the sheet."""
        return Counter(place.verdict for place in self.places)

    @property
    def doubtful(self) -> tuple[Located, ...]:
        """Places to check by hand."""
        return tuple(place for place in self.places if place.verdict not in _SETTLED)


def geocode_sheet(sheet: AddressSheet, *, ask: Ask | None) -> GeocodedSheet:
    """Place the lines that have no coordinates; those that have some are never changed.

    Parameters
    ----------
    ask
        Asks a geocoder; None to stay offline: every place is put at its mairie.
    """
    wanted = [row for row in sheet.rows if _to_ask(row, sheet=sheet)]
    answers = [] if ask is None else ask([_address(row) for row in wanted])
    by_line = {row.line: answer for row, answer in zip(wanted, answers, strict=ask is not None)}
    parents = _parents({answer.commune_code for answer in answers})
    places = tuple(
        _located(row, sheet=sheet, answer=by_line.get(row.line), parents=parents)
        for row in sheet.rows
    )
    return GeocodedSheet(sheet, places)


def _address(row: PlaceRow) -> Address:
    """Return what is sent of a line: its address, on one line, and its commune."""
    return Address(" ".join(row.address.split()), row.commune_code)


def _to_ask(row: PlaceRow, *, sheet: AddressSheet) -> bool:
    return bool(row.address) and row.position != _FICTITIOUS and not _given(row, sheet=sheet)


def _given(row: PlaceRow, *, sheet: AddressSheet) -> bool:
    """Whether its coordinates were given, rather than put at the mairie by an earlier run."""
    if not row.located:
        return False
    hall = sheet.communes[row.commune_code]
    apart = max(abs(row.lon - hall.lon), abs(row.lat - hall.lat))
    return not (row.position == _CHIEF_TOWN and apart < _SAME_PLACE_DEG)


def _parents(codes: set[str]) -> Mapping[str, str]:
    """Commune of each arrondissement municipal among some codes."""
    known = communes_by_code({code for code in codes if code}, with_geometry=False, missing_ok=True)
    return {record.code: record.parent for record in known if record.parent}


def _located(
    row: PlaceRow, *, sheet: AddressSheet, answer: Answer | None, parents: Mapping[str, str]
) -> Located:
    if row.position == _FICTITIOUS:
        return Located(row, Verdict.FICTITIOUS, "", row.lon, row.lat, row.position)
    if _given(row, sheet=sheet):
        return Located(row, Verdict.KEPT, "", row.lon, row.lat, row.position)
    hall = sheet.communes[row.commune_code]
    if answer is None:
        reason = "géocodage non demandé" if row.address else "pas d'adresse"
        return _at_hall(row, hall=hall, verdict=Verdict.TOWN_HALL, reason=reason)
    verdict, reason = judge(answer, commune_code=row.commune_code, parents=parents)
    if verdict in {Verdict.PLACED, Verdict.TO_CHECK}:
        return Located(row, verdict, reason, answer.lon, answer.lat, _ADDRESS, answer)
    return _at_hall(row, hall=hall, verdict=verdict, reason=reason, answer=answer)


def _at_hall(
    row: PlaceRow,
    *,
    hall: CommuneRecord,
    verdict: Verdict,
    reason: str,
    answer: Answer | None = None,
) -> Located:
    if math.isnan(hall.lon):
        told = f"{reason} ; la mairie de {hall.name} n'est pas localisée, donnez une position"
        return Located(row, Verdict.NOWHERE, told, math.nan, math.nan, "", answer)
    return Located(row, verdict, reason, hall.lon, hall.lat, _CHIEF_TOWN, answer)


def judge(answer: Answer, *, commune_code: str, parents: Mapping[str, str]) -> tuple[Verdict, str]:
    """Decide what an answer is worth, and say why (French; empty when it is sure).

    Parameters
    ----------
    commune_code
        Commune where the place is known to be.
    parents
        Commune of each arrondissement municipal.
    """
    refused = _refusal(answer, commune_code=commune_code, parents=parents)
    if refused:
        return Verdict.REFUSED, refused
    if answer.kind == _MUNICIPALITY:
        return Verdict.APPROXIMATE, "seule la commune a été reconnue"
    if answer.score < SURE_FROM:
        return Verdict.TO_CHECK, "ressemblance moyenne (score entre 0,5 et 0,8)"
    return Verdict.PLACED, ""


def _refusal(answer: Answer, *, commune_code: str, parents: Mapping[str, str]) -> str:
    """Say why an answer is not to be used at all, French; empty when it may be."""
    if answer.status in _FAILED or math.isnan(answer.lon) or math.isnan(answer.lat):
        return "adresse non trouvée"
    if not (-180 <= answer.lon <= 180 and -90 <= answer.lat <= 90):
        return "coordonnées impossibles"
    if commune_code not in {answer.commune_code, parents.get(answer.commune_code)}:
        return f"trouvée dans une autre commune ({answer.commune_code or 'inconnue'})"
    if not answer.score >= REFUSED_BELOW:  # an absent score is NaN, and refused too
        return "ressemblance trop faible (score sous 0,5)"
    return ""


def write_geocoded(geocoded: GeocodedSheet, *, path: Path) -> None:
    """Write the sheet with its coordinates, every other cell as it was.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    sheet = geocoded.sheet
    added = [name for name in _WRITTEN if name not in sheet.place_of]
    columns = (*sheet.headers, *added)
    write_csv(path, columns=columns, rows=[_written(p, geocoded=geocoded) for p in geocoded.places])


def _written(place: Located, *, geocoded: GeocodedSheet) -> list[object]:
    """Cells of a line; those of a place that was settled before are left as written."""
    place_of = geocoded.sheet.place_of
    cells: list[object] = list(place.row.cells)
    values = {"longitude": place.lon, "latitude": place.lat, "position": place.position}
    untouched = place.verdict in {Verdict.KEPT, Verdict.FICTITIOUS}
    for name in _WRITTEN:
        if name not in place_of:
            cells.append(values[name])
        elif not untouched:
            cells[place_of[name]] = values[name]
    return cells


def write_report(geocoded: GeocodedSheet, *, path: Path) -> None:
    """Write the lines to check by hand, and why.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    named = _name_place(geocoded.sheet)
    rows = []
    for place in geocoded.doubtful:
        row, answer = place.row, place.answer
        rows.append(
            (
                row.line,
                "" if named is None else row.cells[named],
                row.address,
                row.commune_code,
                str(place.verdict),
                place.reason,
                None if answer is None else answer.score,
                "" if answer is None else answer.label,
                "" if answer is None else answer.commune_code,
                place.lon,
                place.lat,
            )
        )
    write_csv(path, columns=_REPORT, rows=rows)


def _name_place(sheet: AddressSheet) -> int | None:
    """Place of the column that names the line: its name, else its identifier."""
    plain = [plain_header(header) for header in sheet.headers]
    return next((plain.index(word) for word in _NAMES if word in plain), None)
