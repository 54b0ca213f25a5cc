"""Find the columns of a list of places by what their headers mean, whoever wrote them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from placement.errors import DataError, cite
from placement.sources.official import Field, FieldKind, FileHead, plain_name

__all__ = ["ROLES", "Role", "degrees", "fields_by_role", "joined_address"]

_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Role:
    """One thing that a list may tell of a place.

    Parameters
    ----------
    name : how it is called here
    headers : patterns of plain headers that mean it, the preferred ones first
    rename : the header to give to a column that is not recognised, French
    width : number of characters of a code
    """

    name: str
    headers: tuple[str, ...]
    rename: str
    width: int = 0


ROLES: Final = (
    Role("id", ("id_fs", "id_structure", "identifiant.*", "id", "siret"), "identifiant"),
    Role(
        "name",
        (
            "lib_fs",
            "nom_(usuel|officiel)",
            "(nom|libelle|intitule|denomination)(_(de_)?(la_|l_)?"
            "(structure|fs|france_services?|etablissement|lieu|site))?",
            "(nom|libelle|intitule).*(structure|france_services?|fs)\\w*",
            "france_services?",
            "structure",
        ),
        "nom",
    ),
    Role(
        "commune_code",
        (
            "insee_com",
            "(code_?)?insee(_de_la)?(_?com(mune)?)?",
            "code_(de_la_)?commune(_insee)?",
            "code_com(_insee)?",
            "com(mune)?_insee",
            "depcom",
            "codgeo",
        ),
        "code_commune",
        width=5,
    ),
    Role("commune_name", ("lib_com", "(nom_|libelle_)?(de_la_)?(commune|ville)"), "commune"),
    Role("postal_code", ("code_postal", "cp", "codepostal"), "code_postal", width=5),
    Role(
        "departement",
        ("insee_dep", "(code_|numero_|num_)?dep(artement)?", "dept"),
        "departement",
    ),
    Role("address", ("adresse(_postale)?", "voie", "adresse.*"), "adresse"),
    Role("address_more", ("complement_(d_)?adresse",), "complement_adresse"),
    Role("lon", ("longitude.*", "lon", "long", "lng", "x_long.*", "coord_x", "x"), "longitude"),
    Role("lat", ("latitude.*", "lat", "y_lat.*", "coord_y", "y"), "latitude"),
    Role(
        "point", ("geo_point.*", "geopoint.*", "coordonnees.*", "geoloc.*", "lat_?long?"), "point"
    ),
    Role(
        "format",
        ("format_fs", "format.*", "(type|forme|categorie|statut)_?(de_)?(structure|fs|france.*)"),
        "format",
    ),
    Role("hours", ("horaires?(_d_?ouverture)?", "horaires_.*", "heures?_.*"), "horaires"),
    *(
        Role(day, (f"(h_|horaires?_(du_)?)?{day}(_matin)?",), day)
        for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
    ),
    *(
        Role(f"{day}_soir", (f"(h_|horaires?_(du_)?)?{day}_apres_midi",), f"{day}_apres_midi")
        for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
    ),
)
"""What a list of places may tell, whatever its origin."""


def fields_by_role(
    head: FileHead, *, needed: Sequence[Sequence[str]], roles: Sequence[Role] = ROLES
) -> tuple[Field, ...]:
    """Return the columns to read, each named as its role; all of text.

    Parameters
    ----------
    needed : roles of which one at least of each group must be there

    Raises
    ------
    DataError
        A group has no column: the message names those of the file and how to rename them.
    """
    rows = [row for part in head.parts for row in part.rows]
    found = max((_roles_of(row, roles=roles) for row in rows), key=len, default={})
    lacking = [group for group in needed if not any(name in found for name in group)]
    if lacking:
        raise DataError(_rename(head, lacking=lacking, roles=roles))
    required = [next(name for name in group if name in found) for group in needed]
    widths = {role.name: role.width for role in roles}
    return tuple(
        Field(
            name,
            (header,),
            FieldKind.CODE if widths[name] else FieldKind.TEXT,
            required=name in required,
            width=widths[name],
        )
        for name, header in found.items()
    )


def _roles_of(row: Sequence[str], *, roles: Sequence[Role]) -> dict[str, str]:
    """Header of each role in a line; a header plays one role only."""
    left = dict.fromkeys(plain_name(cell) for cell in row if cell.strip())
    found: dict[str, str] = {}
    for role in roles:
        for pattern in role.headers:
            match = next((header for header in left if re.fullmatch(pattern, header)), None)
            if match is not None:
                found[role.name] = match
                del left[match]
                break
    return found


def _rename(head: FileHead, *, lacking: Sequence[Sequence[str]], roles: Sequence[Role]) -> str:
    names = {role.name: role.rename for role in roles}
    wanted = " ; ".join(" ou ".join(f"« {names[name]} »" for name in group) for group in lacking)
    return (
        f"fichier {head.path.name} : colonne introuvable : {wanted}. Colonnes du fichier : "
        f"{cite(header for header in head.headers if header)}. Renommez dans le tableur la colonne "
        "qui en tient lieu (première ligne), puis relancez."
    )


def degrees(cells: Mapping[str, str]) -> tuple[float, float]:
    """Return longitude and latitude of a line; NaN where they are blank or are no numbers."""
    lon, lat = _number(cells.get("lon", "")), _number(cells.get("lat", ""))
    if math.isnan(lon) or math.isnan(lat):
        numbers = re.findall(r"[+-]?\d+\.\d+", cells.get("point", ""))
        if len(numbers) == 2:
            return float(numbers[1]), float(numbers[0])  # « latitude, longitude »
        return math.nan, math.nan
    return lon, lat


def _number(text: str) -> float:
    compact = text.strip().replace("\u00a0", "").replace(" ", "")
    return float(compact.replace(",", ".")) if _NUMBER.match(compact) else math.nan


def joined_address(cells: Mapping[str, str]) -> str:
    """Return the address of a line as one writes it: street, complement, postal code, town."""
    town = f"{cells.get('postal_code', '')} {cells.get('commune_name', '')}".strip()
    street = cells.get("address", "").strip()
    if town and town.casefold() in street.casefold():
        town = ""
    parts = (street, cells.get("address_more", "").strip(), town)
    return ", ".join(" ".join(part.split()) for part in parts if part)
