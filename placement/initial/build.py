"""Prepare a new territory, from the order to the folders: the page to read first."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import ScenarioError
from placement.french import of_place
from placement.initial.candidates import Candidates, choose_candidates
from placement.initial.dropped import read_given_data
from placement.initial.existing import read_known_places, supposed_siege
from placement.initial.perimeter import Perimeter, Wanted, choose_perimeter
from placement.initial.planned import PlannedSite, slug, with_unique_ids
from placement.initial.scenarios import Brief, first_scenarios
from placement.initial.texts import Story
from placement.initial.writing import Draft, refuse_existing, write_folders
from placement.scenario import read_scenario
from placement.sources.communes import CommuneRecord
from placement.sources.places import PublicPlace, read_france_services
from placement.sources.registry import data_folder
from placement.sources.territory_folder import territories_folder
from placement.sources.territory_folder.records import SLUG
from placement.territory import Territory, load_territory

__all__ = ["NewTerritory", "TerritoryOrder", "init_territory"]

_LONGEST_NAME: Final = 40
_BARE_YAML: Final = re.compile(r"[\w./-]+\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class TerritoryOrder:
    """What a new territory is asked to be.

    Parameters
    ----------
    name : of its folder
    wanted : its perimeter
    places : sheets of existing sites, lists of public places
    france_services : the national list, whatever its headers; None without
    data : folders of official files
    title : what maps call it; a title is made up without it
    folder, scenarios : where to write; None for the usual places
    """

    name: str
    wanted: Wanted
    places: tuple[Path, ...] = ()
    france_services: Path | None = None
    data: tuple[Path, ...] = ()
    title: str = ""
    folder: Path | None = None
    scenarios: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NewTerritory:
    """A territory that has just been prepared.

    ``supposed`` tells that its only site of today is a supposed siège; ``remarks`` are French.
    """

    folder: Path
    scenarios: tuple[Path, ...]
    perimeter: Perimeter
    sites: tuple[PlannedSite, ...]
    supposed: bool
    territory: Territory
    remarks: tuple[str, ...]


def init_territory(order: TerritoryOrder) -> NewTerritory:
    """Choose the perimeter and the sites of a territory, and write it with its first scenarios.

    Raises
    ------
    ScenarioError
        The name cannot be one; a folder is already there; nothing is asked for.
    DataError
        Unknown communes or groups; a file that cannot be read.
    OutputError
        The folders cannot be written; nothing is left.
    """
    _refuse_name(order.name)
    folder, scenario_folder = _places(order)
    _refuse_nested(folder, scenario_folder)
    refuse_existing((folder, scenario_folder))
    given = read_given_data(order.data)
    perimeter = choose_perimeter(order.wanted, composition=given.composition, former=given.former)
    communes = {record.code: record for record in perimeter.communes}
    known = read_known_places((*order.places, *given.places), communes=communes)
    listed, listed_remarks = _france_services(order.france_services, communes=communes)
    existing = known.sites or (supposed_siege(perimeter.communes),)
    candidates = choose_candidates(
        communes,
        existing=(*existing, *known.candidates),
        places=dict.fromkeys((*listed, *known.places)),
        with_mairies=not known.candidates,
    )
    sites = with_unique_ids((*existing, *known.candidates, *candidates.sites))
    remarks = (
        *given.remarks, *perimeter.remarks, *known.remarks, *listed_remarks, *candidates.remarks,
        *_no_siege(existing),
    )  # fmt: skip
    story = _story(
        order,
        perimeter=perimeter,
        candidates=candidates,
        supposed=not known.sites,
        places=(folder, scenario_folder),
        remarks=remarks,
    )
    brief = Brief(
        territory=_cited(folder, scenarios=scenario_folder),
        existing=sites[: len(existing)],
        n_sites=len(sites),
        population=perimeter.population,
    )
    draft = Draft(
        story=story,
        communes=perimeter.communes,
        doubtful=perimeter.doubtful,
        sites=sites,
        mobile=candidates.mobile,
        scenarios=first_scenarios(brief),
    )
    territory = _written(draft, folder=folder, scenarios=scenario_folder)
    return NewTerritory(
        folder=folder,
        scenarios=tuple(scenario_folder / name for name in draft.scenarios),
        perimeter=perimeter,
        sites=sites,
        supposed=story.supposed,
        territory=territory,
        remarks=remarks,
    )


def _story(
    order: TerritoryOrder,
    *,
    perimeter: Perimeter,
    candidates: Candidates,
    supposed: bool,
    places: tuple[Path, Path],
    remarks: tuple[str, ...],
) -> Story:
    """Return what there is to tell; ``places`` are where the territory and its scenarios go."""
    folder, scenario_folder = places
    return Story(
        name=order.name,
        folder=folder.name,
        title=order.title or _title(perimeter.communes),
        n_communes=len(perimeter.communes),
        population=perimeter.population,
        n_doubtful=len(perimeter.doubtful),
        supposed=supposed,
        rule=candidates.rule,
        mobile=tuple(place.name for place in candidates.mobile),
        data_folders=tuple(_path_from(folder, to=path) for path in order.data),
        remarks=remarks,
        scenarios=_shown(scenario_folder),
    )


def _written(draft: Draft, *, folder: Path, scenarios: Path) -> Territory:
    """Write the folders once they are read back as valid."""
    with write_folders(draft, folder=folder, scenarios=scenarios) as (territory, texts):
        loaded = load_territory(territory)
        for name in draft.scenarios:
            read_scenario(texts / name)
    return loaded


def _refuse_name(name: str) -> None:
    if not SLUG.fullmatch(name) or len(name) > _LONGEST_NAME:
        proposed = slug(name)[:_LONGEST_NAME].strip("-")
        raise ScenarioError(
            f"territory init : « {name} » ne peut pas nommer un territoire (minuscules sans "
            f"accent, chiffres et tirets, {_LONGEST_NAME} caractères au plus) ; par exemple "
            f"« {proposed} »."
        )


def _refuse_nested(folder: Path, scenarios: Path) -> None:
    one, other = folder.resolve(), scenarios.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise ScenarioError(
            f"territory init : le territoire (« {folder} ») et ses scénarios (« {scenarios} ») "
            "vont dans deux dossiers séparés ; changez --dossier ou --scenarios."
        )


def _places(order: TerritoryOrder) -> tuple[Path, Path]:
    """Where the territory and its scenarios go: in the clone, else in the current folder."""
    root = data_folder().parent
    clone = data_folder().name == "data" and (root / "scenarios").is_dir()
    usual = root / "data" / "territoires" if clone else Path("territoires")
    folder = order.folder or usual / order.name
    base = root if clone and order.folder is None else Path()
    return folder, order.scenarios or base / "scenarios" / order.name


def _cited(folder: Path, *, scenarios: Path) -> str:
    """Return what a scenario cites as its ``territoire``: a name, else a path from its folder."""
    library = territories_folder()
    if folder.name == folder.resolve().name and folder.resolve().parent == library.resolve():
        return folder.name
    path = _path_from(scenarios, to=folder)
    path = path if "/" in path else f"./{path}"
    return path if _BARE_YAML.match(path) else json.dumps(path, ensure_ascii=False)


def _path_from(folder: Path, *, to: Path) -> str:
    """Return a path from a folder, with ``/``; whole where there is none, on another disk."""
    try:
        return Path(os.path.relpath(to.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return to.resolve().as_posix()


def _shown(folder: Path) -> str:
    """Return a folder as one types it from here, or whole where it is elsewhere."""
    try:
        return folder.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return folder.as_posix()


def _title(communes: tuple[CommuneRecord, ...]) -> str:
    town = max(communes, key=lambda record: (record.population or 0, record.code))
    return f"Territoire {of_place(town.name)}"


def _no_siege(existing: tuple[PlannedSite, ...]) -> tuple[str, ...]:
    if any(site.kind == "siege" for site in existing):
        return ()
    return ("Aucun siège parmi les lieux donnés : écrivez « siege » au type de l'un d'eux.",)


def _france_services(
    path: Path | None, *, communes: Mapping[str, CommuneRecord]
) -> tuple[tuple[PublicPlace, ...], tuple[str, ...]]:
    if path is None:
        return (), ()
    reading = read_france_services(path, communes=communes)
    return reading.places, reading.remarks
