"""Communes that are no more, from the Code officiel géographique of INSEE.

``v_commune_20xx.csv`` (``TYPECOM, COM, REG, DEP, … LIBELLE, … COMPARENT``) tells which commune each
commune déléguée or associée is part of. ``v_mvt_commune_20xx.csv`` (``MOD, DATE_EFF, TYPECOM_AV,
COM_AV, … TYPECOM_AP, COM_AP``) tells every change since 1943: mergers, changes of code, and
communes that were restored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from placement.errors import cite
from placement.sources.commune_lookup import current_code
from placement.sources.official import Field, FieldKind, FileHead, OfficialTable, read_official
from placement.sources.provenance import SourceKind

__all__ = ["COG_CHANGES", "COG_COMMUNES", "FormerReading", "read_cog_changes", "read_cog_communes"]


def _kind(kind_id: str, title: str, *fields: Field) -> SourceKind:
    return SourceKind(
        id=kind_id,
        title=title,
        owner="Insee",
        licence="Licence Ouverte 2.0",
        fields=fields,
        replaces="la table embarquée des communes fusionnées",
    )


def _code(name: str, *, required: bool = True) -> Field:
    return Field(name, (name,), FieldKind.CODE, required=required, width=5)


COG_COMMUNES: Final = _kind(
    "cog_communes",
    "Code officiel géographique : communes",
    Field("typecom", ("typecom",), FieldKind.TEXT),
    _code("com"),
    _code("comparent"),
)
COG_CHANGES: Final = _kind(
    "cog_mouvements",
    "Code officiel géographique : mouvements de communes",
    Field("mod", ("mod",), FieldKind.CODE),
    Field("date_eff", ("date_eff",), FieldKind.TEXT),
    Field("typecom_av", ("typecom_av",), FieldKind.TEXT),
    _code("com_av"),
    Field("typecom_ap", ("typecom_ap",), FieldKind.TEXT),
    _code("com_ap"),
)

_COMMUNE: Final = "COM"
_PARTS: Final = ("COMA", "COMD")
_RESTORED: Final = frozenset({"20", "21"})
"""Creation and restoration: the commune exists (again) from that day on."""


@dataclass(frozen=True, slots=True)
class FormerReading:
    """What became of the communes that are no more.

    Parameters
    ----------
    former : code of today, by former code
    vintage : the year of the file, or empty
    remarks : lines set aside, French
    """

    former: Mapping[str, str]
    vintage: str
    remarks: tuple[str, ...]


def read_cog_communes(
    path: Path, *, communes: Collection[str] | None = None, head: FileHead | None = None
) -> FormerReading:
    """Read which commune each commune déléguée or associée is part of.

    One that kept the code of its commune is not former: that code is of today.

    Parameters
    ----------
    path : ``v_commune_20xx.csv``
    communes : codes of today wanted; all of them without it
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file is not that table.
    """
    table = read_official(path, fields=COG_COMMUNES.fields, keep={"typecom": _PARTS}, head=head)
    pairs = zip(table.text("com").tolist(), table.text("comparent").tolist(), strict=True)
    former = {part: whole for part, whole in pairs if whole and part != whole}
    return _reading(former, table=table, communes=communes, remarks=())


def read_cog_changes(
    path: Path,
    *,
    communes: Collection[str] | None = None,
    at: dt.date | None = None,
    head: FileHead | None = None,
) -> FormerReading:
    """Follow every commune that merged, or changed its code, up to a day.

    Parameters
    ----------
    path : ``v_mvt_commune_20xx.csv``
    communes : codes of today wanted; all of them without it
    at : last day whose changes count; all of them without it
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file is not that table.
    """
    table = read_official(path, fields=COG_CHANGES.fields, head=head)
    undated: list[str] = []
    changes = sorted(_changes(table, undated=undated))
    former: dict[str, str] = {}
    for day, restored, before, after in changes:
        if at is not None and day > at:
            break
        if restored:
            former.pop(after, None)
        else:
            former[before] = after
            former.pop(after, None)
    remarks = (
        (f"{path.name} : dates illisibles, lignes mises de côté : {cite(undated)}.",)
        if undated
        else ()
    )
    return _reading(former, table=table, communes=communes, remarks=remarks)


def _changes(
    table: OfficialTable, *, undated: list[str]
) -> Iterator[tuple[dt.date, bool, str, str]]:
    """Yield day, whether a commune was restored, its code before, its code after."""
    names = ("mod", "date_eff", "typecom_av", "com_av", "typecom_ap", "com_ap")
    columns = (table.text(name).tolist() for name in names)
    for mod, written, kind_before, before, kind_after, after in zip(*columns, strict=True):
        restored = mod in _RESTORED
        moved = kind_before == _COMMUNE and before != after
        if kind_after != _COMMUNE or not (restored or moved):
            continue
        day = _day(written)
        if day is None:
            undated.append(f"« {written} »")
        else:
            yield day, restored, before, after


def _day(text: str) -> dt.date | None:
    """Read « 2019-01-01 », or what a spreadsheet made of it: « 01/01/2019 »."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    return None


def _reading(
    former: Mapping[str, str],
    *,
    table: OfficialTable,
    communes: Collection[str] | None,
    remarks: tuple[str, ...],
) -> FormerReading:
    found = {code: current_code(code, former=former) for code in sorted(former)}
    if communes is not None:
        wanted = frozenset(communes)
        found = {old: new for old, new in found.items() if new in wanted and old not in wanted}
    return FormerReading(MappingProxyType(found), table.vintage, remarks)
