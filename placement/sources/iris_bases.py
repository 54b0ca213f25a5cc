"""INSEE's infra-communal bases of the census (IRIS), added up by commune.

``base-ic-activite-residents-20xx``, ``base-ic-diplomes-formation-20xx``,
``base-ic-logement-20xx`` and ``base-ic-evol-struct-pop-20xx``, as CSV, workbook or Parquet, zipped
or not; the communal bases of the same subjects (``base-cc-…``, ``CODGEO``) do as well. Counts are
weighted, hence not whole: they are kept as they are. Columns bear their vintage (``P20_``), which
is read, never assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from placement.sources.commune_lookup import commune_lookup
from placement.sources.commune_sums import CommuneSums, sum_by_commune
from placement.sources.official import Field, FieldKind, FileHead, OfficialTable, read_official
from placement.sources.provenance import SourceKind
from placement.sources.statistics import CommuneStatistics, StatisticsReading

__all__ = ["IRIS_ACTIVITY", "IRIS_AGES", "IRIS_EDUCATION", "IRIS_HOUSING", "read_iris_base"]

_CODE = Field("code", ("com", "depcom", "codgeo"), FieldKind.CODE, width=5)


def _kind(
    kind_id: str, title: str, *, needed: tuple[str, ...], optional: tuple[str, ...] = ()
) -> SourceKind:
    columns = [Field(name, (name,)) for name in needed]
    columns += [Field(name, (name,), required=False) for name in optional]
    return SourceKind(
        id=kind_id,
        title=title,
        owner="Insee",
        licence="Licence Ouverte 2.0",
        fields=(_CODE, *columns),
    )


IRIS_ACTIVITY: Final = _kind(
    "iris_activite",
    "Activité des résidents par IRIS (recensement)",
    needed=("pop1524", "act1524", "chom1524"),
    optional=("actocc1524",),
)
IRIS_EDUCATION: Final = _kind(
    "iris_formation",
    "Diplômes et formation par IRIS (recensement)",
    needed=("pop1517", "pop1824", "scol1517", "scol1824"),
    optional=("nscol15p", "nscol15p_diplmin", "nscol15p_bepc", "nscol15p_dipl0", "nscol15p_cep"),
)
IRIS_HOUSING: Final = _kind(
    "iris_logement",
    "Logement par IRIS (recensement)",
    needed=("rp", "rp_voit1p"),
)
IRIS_AGES: Final = _kind(
    "iris_age",
    "Structure de la population par IRIS (recensement)",
    needed=("pop", "pop1117", "pop1824"),
    optional=("pop2539",),
)

_PAIRS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "iris_activite": (
        ("act1524", "pop1524"),
        ("actocc1524", "act1524"),
        ("chom1524", "act1524"),
    ),
    "iris_formation": (
        ("scol1517", "pop1517"),
        ("scol1824", "pop1824"),
        ("nscol15p_diplmin", "nscol15p"),
    ),
    "iris_logement": (("rp_voit1p", "rp"),),
    "iris_age": (("pop1824", "pop"), ("pop1117", "pop")),
}
"""By kind of file, the parts and their wholes."""


def read_iris_base(
    path: Path,
    *,
    kind: SourceKind,
    communes: Collection[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> StatisticsReading:
    """Add up one base by commune.

    Parameters
    ----------
    path : the file of INSEE
    kind : ``IRIS_ACTIVITY``, ``IRIS_EDUCATION``, ``IRIS_HOUSING`` or ``IRIS_AGES``
    communes : codes of the territory
    former : code of today by code of a commune that is no more
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file is not that base.
    """
    lookup = commune_lookup(communes, former=former)
    table = read_official(path, fields=kind.fields, keep={"code": lookup}, head=head)
    names = [field.name for field in kind.fields if field is not _CODE]
    raw = sum_by_commune(table, names=names, communes=communes, former=former)
    sums, excesses = raw.without_excess(_PAIRS[kind.id])
    made = _MAKERS[kind.id]
    return StatisticsReading(
        by_commune={code: made(sums, at) for at, code in enumerate(sums.communes)},
        vintage=table.vintage,
        remarks=(*raw.remarks(), *excesses, *_definitions(table)),
    )


def _definitions(table: OfficialTable) -> tuple[str, ...]:
    """Say what « without diploma » counts, which INSEE has changed twice."""
    if table.has("nscol15p_diplmin") and not table.has("nscol15p_bepc"):
        return (
            f"{table.path.name} : « sans diplôme » y compte aussi le brevet des collèges, que ce "
            "millésime n'isole pas.",
        )
    return ()


def _activity(sums: CommuneSums, at: int) -> CommuneStatistics:
    return CommuneStatistics(
        young_15_24=sums.value("pop1524", at=at),
        active_15_24=sums.value("act1524", at=at),
        employed_15_24=sums.value("actocc1524", at=at),
        unemployed_15_24=sums.value("chom1524", at=at),
    )


def _education(sums: CommuneSums, at: int) -> CommuneStatistics:
    lowest = sums.value("nscol15p_diplmin", at=at)
    if "nscol15p_diplmin" not in sums.counts:
        none, primary = (sums.value(f"nscol15p_{name}", at=at) for name in ("dipl0", "cep"))
        lowest = None if none is None or primary is None else none + primary
    return CommuneStatistics(
        young_15_17=sums.value("pop1517", at=at),
        schooled_15_17=sums.value("scol1517", at=at),
        young_18_24=sums.value("pop1824", at=at),
        schooled_18_24=sums.value("scol1824", at=at),
        out_of_school=sums.value("nscol15p", at=at),
        without_diploma=lowest,
    )


def _housing(sums: CommuneSums, at: int) -> CommuneStatistics:
    households, motorised = sums.value("rp", at=at), sums.value("rp_voit1p", at=at)
    without = None
    if households is not None and motorised is not None:
        without = max(0.0, households - motorised)
    return CommuneStatistics(households=households, households_without_car=without)


def _ages(sums: CommuneSums, at: int) -> CommuneStatistics:
    return CommuneStatistics(young_18_24=sums.value("pop1824", at=at))


_MAKERS: Final[Mapping[str, Callable[[CommuneSums, int], CommuneStatistics]]] = {
    "iris_activite": _activity,
    "iris_formation": _education,
    "iris_logement": _housing,
    "iris_age": _ages,
}
