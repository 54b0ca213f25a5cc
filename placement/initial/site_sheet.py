"""The sheet of existing sites that a Mission Locale keeps, whatever its layout."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, cite
from placement.initial.planned import CANDIDATE, PlannedSite, slug
from placement.recurrence import parse_recurrence
from placement.sources.commune_index import commune_index, departement_of_postal_code
from placement.sources.communes import CommuneRecord
from placement.sources.official import read_head
from placement.sources.places.annuaire import is_annuaire_json
from placement.sources.places.columns import ROLES, Role, degrees, fields_by_role
from placement.sources.places.rows import rows_of
from placement.sources.places.settling import FAR_KM, distance_km
from placement.sources.spreadsheet import plain_header

__all__ = ["SiteSheet", "is_site_sheet", "read_site_sheet"]

_OWN_ROLES: Final = (
    Role("kind", ("type(_de_(lieu|site))?", "nature", "categorie"), "type"),
    Role(
        "recurrence", ("recurrence", "rythme", "frequence.*", "jours.*", "ouverture"), "recurrence"
    ),
    Role("host", ("hote", "partenaire", "structure_d_accueil", "lieu_d_accueil"), "hote"),
    Role("host_status", ("statut_hote",), "statut_hote"),
    Role("lent", ("local_prete", "prete"), "local_prete"),
    Role("cost", ("cout_annuel_eur", "cout_annuel.*", "cout"), "cout_annuel_eur"),
    Role("funders", ("financeurs?",), "financeur"),
    Role("note", ("remarques?", "commentaires?", "observations?"), "remarque"),
    *(role for role in ROLES if role.name not in ("format", "hours")),
)
_NEEDED: Final = (("kind",), ("commune_code", "commune_name"))
_KINDS: Final = ("siege", "antenne", "permanence", CANDIDATE)
_STATUSES: Final = ("pressenti", "accord", "convention")
_NO: Final = ("non", "n", "faux", "0", "false")


@dataclass(frozen=True, slots=True)
class SiteSheet:
    """Sites of a sheet, candidates among them; what was supposed or set aside, French."""

    sites: tuple[PlannedSite, ...]
    remarks: tuple[str, ...]


def is_site_sheet(path: Path) -> bool:
    """Whether a file is such a sheet: one of its columns says siège, antenne or permanence.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    if path.is_file() and is_annuaire_json(path):
        return False
    head = read_head(path)
    try:
        fields = fields_by_role(head, needed=_NEEDED, roles=_OWN_ROLES)
    except DataError:
        return False
    if any(field.name == "recurrence" for field in fields):
        return True
    words = {_kind(cell) for part in head.parts for row in part.rows[1:] for cell in row}
    return bool(words & set(_KINDS))


def read_site_sheet(
    path: Path, *, communes: Mapping[str, CommuneRecord], rhythms: Mapping[str, str]
) -> SiteSheet:
    """Read the sites of a sheet: type, commune (code or name), rhythm, address.

    Parameters
    ----------
    communes : the perimeter, by code; sites elsewhere are set aside and told
    rhythms : rhythm supposed of each type where the sheet does not tell

    Raises
    ------
    DataError
        The columns are not there, or some lines cannot be understood: each is told.
    """
    head = read_head(path)
    fields = fields_by_role(head, needed=_NEEDED, roles=_OWN_ROLES)
    _, rows = rows_of(path, fields=fields, head=head)
    reading = _Reading(communes, rhythms=rhythms, faults=Faults(f"fichier {path.name}"))
    sites = []
    for number, cells in enumerate(rows, start=2):
        if any(text.strip() for text in cells.values()):
            site = reading.site(cells, line=number)
            sites += [] if site is None else [site]
    reading.faults.raise_as(DataError)
    return SiteSheet(tuple(sites), tuple(f"{path.name} : {text}" for text in reading.told()))


@dataclass(slots=True)
class _Reading:
    """The reading of one sheet."""

    communes: Mapping[str, CommuneRecord]
    rhythms: Mapping[str, str]
    faults: Faults
    _outside: list[str] = field(default_factory=list)
    _supposed: list[str] = field(default_factory=list)
    _far: list[str] = field(default_factory=list)

    def site(self, cells: Mapping[str, str], *, line: int) -> PlannedSite | None:
        """Return the site of a line; None when it is faulty or elsewhere."""
        kind = _kind(cells["kind"])
        commune = self._commune(cells, line=line)
        if kind not in _KINDS:
            self.faults.add(
                f"ligne {line} : type « {cells['kind']} » inconnu ; écrivez siege, antenne, "
                "permanence ou candidat."
            )
            return None
        if commune is None:
            return None
        name = cells.get("name", "").strip() or commune.name
        lon, lat = self._position(cells, commune=commune, name=name)
        lent = plain_header(cells.get("lent", ""))
        status = plain_header(cells.get("host_status", ""))
        return PlannedSite(
            id=slug(cells.get("id") or name),
            name=name,
            kind=kind,
            commune_code=commune.code,
            address=cells.get("address", "").strip(),
            lon=lon,
            lat=lat,
            recurrence=self._rhythm(cells, kind=kind, name=name, line=line),
            host=cells.get("host", "").strip(),
            host_status=status if status in _STATUSES else "",
            premises_lent=lent not in _NO if lent else kind != "siege",
            annual_cost_eur=self._cost(cells.get("cost", ""), line=line),
            funders=cells.get("funders", "").strip(),
            note=cells.get("note", "").strip(),
        )

    def _commune(self, cells: Mapping[str, str], *, line: int) -> CommuneRecord | None:
        index = commune_index()
        code, name = cells.get("commune_code", "").strip(), cells.get("commune_name", "").strip()
        departement = cells.get("departement", "").strip() or departement_of_postal_code(
            cells.get("postal_code", "")
        )
        record = index.current(code.upper())
        found = (record,) if record else index.named(name, departement=departement) if name else ()
        inside = [one for one in found if one.code in self.communes]
        if len(inside) == 1:
            return inside[0]
        if not found or inside:
            fault = "ambiguë" if inside else "inconnue"
            self.faults.add(
                f"ligne {line} : commune {fault} « {code or name} » ; donnez son code INSEE."
            )
        else:
            self._outside.append(f"{cells.get('name') or found[0].name} ({found[0].name})")
        return None

    def _position(
        self, cells: Mapping[str, str], *, commune: CommuneRecord, name: str
    ) -> tuple[float, float]:
        lon, lat = degrees(cells)
        if distance_km(lon, lat, to=commune) > FAR_KM:
            self._far.append(name)
            return math.nan, math.nan
        return lon, lat

    def _rhythm(self, cells: Mapping[str, str], *, kind: str, name: str, line: int) -> str:
        if kind == CANDIDATE:
            return ""
        text = cells.get("recurrence", "").strip()
        if not text:
            self._supposed.append(f"{name} ({self.rhythms[kind]})")
            return self.rhythms[kind]
        try:
            return parse_recurrence(text).text
        except DataError as error:
            self.faults.add(f"ligne {line} : {error}")
            return ""

    def _cost(self, text: str, *, line: int) -> float | None:
        compact = re.sub(r"[\s€]", "", text).replace(",", ".")
        if not compact:
            return None
        try:
            cost = float(compact)
        except ValueError:
            cost = math.nan
        if not 0 <= cost < math.inf:
            self.faults.add(f"ligne {line} : coût annuel « {text} » : un montant est attendu.")
        return cost

    def told(self) -> Sequence[str]:
        """Say what was set aside or supposed, French."""
        told = (
            (self._outside, "lieux hors du périmètre, laissés de côté"),
            (self._supposed, "rythme non dit, supposé"),
            (self._far, f"coordonnées à plus de {FAR_KM:g} km de la commune, lieu mis à la mairie"),
        )
        return [f"{what} : {cite(names)}." for names, what in told if names]


def _kind(text: str) -> str:
    """Return the type that a cell tells: « Antenne (local) » is ``antenne``."""
    words = plain_header(text).split("_")
    return next((kind for kind in _KINDS if kind in words or f"{kind}s" in words), "")
