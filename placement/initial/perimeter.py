"""The perimeter of a new territory: what is asked for, less what is left out, every doubt told."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, ScenarioError, cite
from placement.french import plural, whole
from placement.initial.commune_lists import ListedCommune, list_communes
from placement.initial.groups import CommuneGroups
from placement.sources.commune_index import CommuneIndex, commune_index
from placement.sources.communes import CommuneRecord
from placement.sources.epci_composition import EpciMember, EpciReading, embedded_epci_year

__all__ = ["Perimeter", "Wanted", "choose_perimeter"]

_MAYOTTE: Final = "976"
_FILE_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".zip")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a perimeter is the union of, and what it leaves out.

    Parameters
    ----------
    epci : SIREN of EPCI taken whole
    shared_epci : SIREN of EPCI shared with another Mission Locale: their communes are a hypothesis
    departements, arrondissements : INSEE codes
    lists : files of communes
    excepted : files, codes or names of communes to leave out
    """

    epci: tuple[str, ...] = ()
    shared_epci: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    arrondissements: tuple[str, ...] = ()
    lists: tuple[Path, ...] = ()
    excepted: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether something is taken, not only left out."""
        groups = (self.epci, self.shared_epci, self.departements, self.arrondissements)
        return any(groups) or bool(self.lists)


@dataclass(frozen=True, slots=True, eq=False)
class Perimeter:
    """The communes of a new territory, sorted by code.

    Parameters
    ----------
    communes : each with its EPCI of the composition that was used
    doubtful : codes whose membership is a hypothesis
    unlocated : communes asked for that nothing locates: they cannot be kept
    remarks : French
    """

    communes: tuple[CommuneRecord, ...]
    doubtful: frozenset[str]
    unlocated: tuple[CommuneRecord, ...]
    remarks: tuple[str, ...]

    @property
    def population(self) -> int:
        """Inhabitants, those that are not published counting for none."""
        return sum(record.population or 0 for record in self.communes)


def choose_perimeter(
    wanted: Wanted,
    *,
    composition: EpciReading | None = None,
    former: Mapping[str, str] | None = None,
) -> Perimeter:
    """Gather the communes wanted.

    Parameters
    ----------
    composition : EPCI of a later year than the embedded ones, which they replace
    former : code of today by former code, beyond the embedded ones

    Raises
    ------
    ScenarioError
        Nothing is asked for.
    DataError
        Unknown codes, each with the nearest; nothing is left; nothing can be located.
    """
    if not wanted.anything:
        raise ScenarioError(
            "territory init : dites quelles communes prendre : --epci, --communes, --departement, "
            "--arrondissement ou --epci-partage."
        )
    remarks: list[str] = []
    index = commune_index()
    leaves = _with_composition(index.leaves, composition=composition, remarks=remarks)
    confirmed, doubted = _asked(wanted, leaves=leaves, former=former, remarks=remarks)
    left_out = _left_out(wanted.excepted, chosen=confirmed | doubted, index=index, remarks=remarks)
    remaining = (confirmed | doubted) - left_out
    kept = [record for record in leaves if record.code in remaining]
    if not kept:
        raise DataError("territory init : aucune commune ne reste ; vérifiez --sauf.")
    return _located(
        kept, doubtful=frozenset(doubted - confirmed), wanted=wanted, leaves=leaves, remarks=remarks
    )


def _with_composition(
    leaves: Sequence[CommuneRecord], *, composition: EpciReading | None, remarks: list[str]
) -> tuple[CommuneRecord, ...]:
    """Give communes the EPCI of a later composition; tell what it does."""
    if composition is None:
        return tuple(leaves)
    embedded = embedded_epci_year()
    if composition.vintage and composition.vintage < embedded:
        remarks.append(
            f"composition des EPCI de {composition.vintage} : plus ancienne que celle de "
            f"{embedded}, qui est embarquée ; elle n'a pas servi."
        )
        return tuple(leaves)
    index = commune_index()
    by_code = {
        record.code: member
        for member in composition.members
        if (record := index.current(member.code)) is not None
    }
    strangers = [m.code for m in composition.members if index.current(m.code) is None]
    moved = tuple(
        _moved(record, member=by_code.get(record.parent or record.code)) for record in leaves
    )
    changed = [r.name for r, old in zip(moved, leaves, strict=True) if r.epci_code != old.epci_code]
    remarks.append(
        f"la composition des EPCI de {composition.vintage or 'date inconnue'} remplace celle de "
        f"{embedded} ; communes qui changent d'EPCI : {len(changed)}."
    )
    if strangers:
        remarks.append(
            f"composition des EPCI : codes inconnus, laissés de côté : {cite(strangers)}."
        )
    return moved


def _moved(record: CommuneRecord, *, member: EpciMember | None) -> CommuneRecord:
    if member is None:
        return record
    return replace(record, epci_code=member.epci_code, epci_name=member.epci_name)


def _asked(
    wanted: Wanted,
    *,
    leaves: Sequence[CommuneRecord],
    former: Mapping[str, str] | None,
    remarks: list[str],
) -> tuple[set[str], set[str]]:
    """Return codes that are sure, and codes that are a hypothesis."""
    faults = Faults("territory init")
    groups = CommuneGroups(leaves, faults=faults)
    confirmed = groups.members("epci_code", wanted.epci)
    confirmed |= groups.members("departement", wanted.departements)
    confirmed |= groups.members("arrondissement", wanted.arrondissements)
    doubted = groups.members("epci_code", wanted.shared_epci)
    for path in wanted.lists:
        try:
            listed, told = list_communes(path, subject=f"--communes {path.name}", former=former)
        except DataError as error:
            faults.add(str(error))
            continue
        remarks += told
        sure, unsure = _split(listed, index=commune_index(), remarks=remarks)
        confirmed |= sure
        doubted |= unsure
    faults.raise_as(DataError)
    return confirmed, doubted


def _split(
    listed: Iterable[ListedCommune], *, index: CommuneIndex, remarks: list[str]
) -> tuple[set[str], set[str]]:
    """Codes of a list, whole cities as their arrondissements municipaux."""
    sure: set[str] = set()
    unsure: set[str] = set()
    for one in listed:
        parts = index.parts.get(one.record.code)
        if parts:
            remarks.append(f"{one.record.name} est pris par ses {len(parts)} arrondissements.")
        (sure if one.confirmed else unsure).update(parts or (one.record.code,))
    return sure, unsure


def _left_out(
    excepted: Sequence[str], *, chosen: set[str], index: CommuneIndex, remarks: list[str]
) -> set[str]:
    """Codes to leave out; those that were not chosen are told."""
    files = [Path(text) for text in excepted if _is_file(text)]
    words = [text for text in excepted if not _is_file(text)]
    sources: list[Path | Sequence[str]] = [*files, *([words] if words else [])]
    codes: set[str] = set()
    for source in sources:
        name = source.name if isinstance(source, Path) else ""
        listed, told = list_communes(source, subject=f"--sauf {name}".strip(), among=chosen)
        remarks += told
        for one in listed:
            codes.update(index.parts.get(one.record.code, (one.record.code,)))
    absent = [index.by_code[code].name for code in sorted(codes - chosen)]
    if absent:
        remarks.append(f"--sauf : communes qui n'étaient pas demandées : {cite(absent)}.")
    return codes & chosen


def _is_file(text: str) -> bool:
    """Whether a text is a file, or is written as one that is absent."""
    return Path(text).is_file() or Path(text).suffix.casefold() in _FILE_SUFFIXES


def _located(
    kept: Sequence[CommuneRecord],
    *,
    doubtful: frozenset[str],
    wanted: Wanted,
    leaves: Sequence[CommuneRecord],
    remarks: list[str],
) -> Perimeter:
    lost = tuple(record for record in kept if math.isnan(record.lon))
    located = tuple(record for record in kept if not math.isnan(record.lon))
    if not located:
        raise DataError(
            "territory init : aucune de ces communes n'a de mairie ni de contour connus : "
            f"{cite(record.name for record in lost)}. Les données embarquées couvrent la métropole "
            "et les cinq départements d'outre-mer."
        )
    if lost:
        people = whole(sum(record.population or 0 for record in lost))
        remarks.append(
            f"communes sans mairie ni contour connus, laissées de côté ({people} habitants) : "
            f"{cite(f'{record.name} ({record.code})' for record in lost)}."
        )
    remarks += _doubts(located, wanted=wanted, leaves=leaves)
    codes = frozenset(record.code for record in located)
    return Perimeter(located, doubtful & codes, lost, tuple(remarks))


def _doubts(
    kept: Sequence[CommuneRecord], *, wanted: Wanted, leaves: Sequence[CommuneRecord]
) -> Iterator[str]:
    """Tell what the reader may not expect of the perimeter."""
    whole_epci = Counter(record.epci_code for record in leaves)
    inside = Counter(record.epci_code for record in kept)
    names = {record.epci_code: record.epci_name for record in kept}
    for code in sorted({*wanted.epci, *wanted.shared_epci} & set(inside)):
        departements = Counter(r.departement for r in kept if r.epci_code == code)
        if len(departements) > 1:
            shares = ", ".join(f"{d} ({_communes(n)})" for d, n in sorted(departements.items()))
            yield f"{names[code]} est sur plusieurs départements : {shares}."
    partial = [
        f"{names[code]} ({_communes(inside[code])} sur {whole_epci[code]})"
        for code in sorted(inside)
        if code and inside[code] < whole_epci[code]
    ]
    if partial:
        yield f"EPCI pris en partie : {cite(partial)}."
    if any(record.departement == _MAYOTTE for record in kept):
        yield (
            "Mayotte : pas de recensement par IRIS et une population de 2017 ; les jeunes sont "
            "estimés à une part fixe de la population. Déposez vos effectifs "
            "(population_16_25.csv)."
        )


def _communes(number: int) -> str:
    return plural(number, one="commune", many="communes")
