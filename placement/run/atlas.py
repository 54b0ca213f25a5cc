"""The printed maps of a territory: solved scenarios, its needs, its roads; drawn and written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from placement.cartography import (
    KINDS,
    Atlas,
    AtlasContent,
    Round,
    Style,
    logo_pixels,
    main_roads,
    paper_named,
    printed_atlas,
    typeface_named,
)
from placement.errors import DataError, Faults, OutputError, PlacementError, ScenarioError
from placement.privacy import Profile, profile_named
from placement.run.atlas_needs import needs_today
from placement.run.bundle import BUNDLE_MANIFEST, profile_folder
from placement.run.files import replacing
from placement.run.map import map_content
from placement.run.note_sources import day_of
from placement.run.outputs import ensure_writable
from placement.run.solved import Solved, solved_outcomes
from placement.run.stages import Advance
from placement.run.van_maps import printed_rounds
from placement.sources.logo import read_logo
from placement.sources.territory_folder import TerritorySettings, read_settings
from placement.viz import MapContent, Source

__all__ = ["ATLAS", "AtlasRun", "Printing", "atlas_content", "print_maps"]

ATLAS: Final = "atlas.pdf"
_FOLDER: Final = "cartes"
_OF_A_SCENARIO: Final = "resultat.json"
_OPTION: Final = "--out"
_NO_ROUND: Final = "carte 10 non tracée : le premier plan n'a pas de tournée du camion."


@dataclass(frozen=True, slots=True)
class Printing:
    """How maps are asked for: words of the command line, told wrong all at once.

    ``paper`` is ``a4`` or ``a3``; ``kinds`` are separated by commas; ``font`` is a family or a
    file, ``logo`` a picture that takes the place of that of the territory; None for none.
    """

    paper: str = "a4"
    kinds: str = "pdf,png,svg"
    profile: str = "interne"
    font: str | None = None
    logo: Path | None = None

    def style(self) -> Style:
        """Return how pages are drawn.

        Raises
        ------
        ScenarioError, DataError
            The format is unknown; the font or the logo cannot serve.
        """
        logo = None if self.logo is None else logo_pixels(read_logo(self.logo, named="--logo"))
        return Style(paper_named(self.paper), typeface_named(self.font), logo)

    def asked_kinds(self) -> tuple[str, ...]:
        """Return the kinds of file, without repetition.

        Raises
        ------
        ScenarioError
            A kind is unknown, or there is none.
        """
        kinds = tuple(
            dict.fromkeys(part.strip().casefold() for part in self.kinds.split(",") if part.strip())
        )
        unknown = [kind for kind in kinds if kind not in KINDS]
        if unknown or not kinds:
            told = f"« {', '.join(unknown)} » est inconnu" if unknown else "aucun n'est donné"
            raise ScenarioError(f"--type : {told} ; choisissez parmi {', '.join(KINDS)}.")
        return kinds


@dataclass(frozen=True, slots=True, eq=False)
class AtlasRun:
    """The maps of one territory and where they are; ``remarks`` tell what was not drawn, French."""

    territory: str
    atlas: Atlas
    folder: Path
    remarks: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the maps and their alternative texts as JSON values."""
        return {
            "territoire": self.territory,
            "dossier": str(self.folder),
            "cartes": [
                {
                    "numero": one.number,
                    "titre": one.title,
                    "texte_alternatif": one.alt_text,
                    "fichiers": [f"{one.stem}.{kind}" for kind in one.figures],
                }
                for one in self.atlas.maps
            ],
            "atlas": ATLAS,
            "remarques": list(self.remarks),
        }


def print_maps(
    paths: Iterable[Path], *, printing: Printing, out: Path, advance: Advance
) -> tuple[list[AtlasRun], list[PlacementError]]:
    """Print the maps of every territory of some scenarios; return what stopped the others too.

    Raises
    ------
    ScenarioError, DataError
        A path, a kind of file, the format, the font or the logo cannot serve: nothing is computed.
    OutputError
        ``out`` cannot be written.
    """
    style, kinds = printing.style(), printing.asked_kinds()
    profile = profile_named(printing.profile)
    ensure_writable(out)
    found = solved_outcomes(paths, profile=profile, advance=advance)
    errors = [one.error for one in found if one.error is not None]
    groups: dict[Path, list[Solved]] = {}
    for one in found:
        if one.prepared is not None:
            groups.setdefault(one.prepared.folder.resolve(), []).append(one)
    runs: list[AtlasRun] = []
    for place, solved in groups.items():
        try:
            styled = _with_logo(style, folder=place)
        except DataError as error:
            errors.append(error)
            continue
        content, remarks = atlas_content(solved, profile=profile, advance=advance)
        name = content.today.territory.name
        folder = out / name / _FOLDER / profile_folder(profile)
        if any(run.folder == folder for run in runs):
            errors.append(_two_of_a_name(name))
            continue
        atlas = printed_atlas(content, style=styled, kinds=kinds)
        _write(atlas, folder=folder, manifest=_manifest(content, printing=printing, solved=solved))
        runs.append(AtlasRun(name, atlas, folder, remarks))
    return runs, errors


def _with_logo(style: Style, *, folder: Path) -> Style:
    """Take the logo that a territory names, where none is asked for."""
    named = _settings(folder).logo
    if style.logo is not None or not named:
        return style
    return replace(style, logo=logo_pixels(read_logo(folder / named)))


def _settings(folder: Path) -> TerritorySettings:
    faults = Faults(f"territoire « {folder.name} »")
    settings = read_settings(folder, faults=faults)
    faults.raise_as(DataError)
    return settings


def _two_of_a_name(name: str) -> ScenarioError:
    return ScenarioError(
        f"deux territoires s'appellent « {name} » : leurs cartes iraient au même endroit, celles "
        "du second ne sont pas écrites ; changez la clé « nom » de l'un des deux territoire.yaml."
    )


def atlas_content(
    solved: Sequence[Solved], *, profile: Profile, advance: Advance
) -> tuple[AtlasContent, tuple[str, ...]]:
    """Gather what the maps of a territory tell, and say in French what they will not show.

    Parameters
    ----------
    solved : the scenarios of one territory, all solved, in order

    Raises
    ------
    DataError, ScenarioError
        The needs of the territory cannot be computed.
    """
    first = solved[0].prepared
    if first is None:
        raise PlacementError("atlas : un scénario n'est pas résolu.")
    contents = tuple(
        replace(map_content(one.outcome, facts=one.facts), date=day_of(one.facts))
        for one in solved
        if one.outcome is not None and one.facts is not None
    )
    needs, told = needs_today(first.folder, profile=profile, advance=advance)
    rounds = _rounds(solved, contents=contents)
    content = AtlasContent(
        scenarios=contents,
        needs=needs,
        author=_settings(first.folder).mission_locale,
        sources=_credits(contents),
        roads=main_roads(first.network),
        rounds=rounds,
    )
    unchanged = [one.scenario_title for one in contents if one.unchanged]
    remarks = [f"« {title} » ne change rien : les cartes 1 à 5 le montrent." for title in unchanged]
    return content, (*remarks, *told, *(() if rounds else (_NO_ROUND,)))


def _rounds(solved: Sequence[Solved], *, contents: Sequence[MapContent]) -> tuple[Round, ...]:
    """Return the days of the van in the first plan that changes something."""
    outcomes = [one.outcome for one in solved if one.outcome is not None and one.facts is not None]
    plans = (
        outcome for outcome, told in zip(outcomes, contents, strict=True) if not told.unchanged
    )
    first = next(plans, None)
    return () if first is None else printed_rounds(first)


def _credits(contents: Sequence[MapContent]) -> tuple[str, ...]:
    """List the sources of all the scenarios, each once."""
    every = dict.fromkeys(source for one in contents for source in one.sources)
    return tuple(_credit(source) for source in every)


def _credit(source: Source) -> str:
    return source.label if not source.licence else f"{source.label} ({source.licence})"


def _manifest(
    content: AtlasContent, *, printing: Printing, solved: Sequence[Solved]
) -> dict[str, Any]:
    """Tell what the maps were made of; only ``execution`` changes from one run to the next."""
    today = content.today
    return {
        "territoire": today.territory.name,
        "profil": today.profile.value,
        "format": printing.paper.casefold(),
        "scenarios": [
            {"fichier": one.facts.scenario_file, "sha256": one.facts.scenario_sha256}
            for one in solved
            if one.facts is not None
        ],
        "sources": list(content.sources),
        "temps_estimes": today.estimated_times,
        "donnees_fictives": today.territory.fictitious,
        "siege_suppose": today.territory.supposed_siege,
        "execution": {"date_affichee": today.date.isoformat()},
    }


def _write(atlas: Atlas, *, folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write every map, the atlas and the manifest: all drafts first, then each in its place."""
    files = {f"{one.stem}.{kind}": one.figures[kind] for one in atlas.maps for kind in one.figures}
    if atlas.pdf is not None:
        files[ATLAS] = atlas.pdf
    _refuse_scenario(folder)
    former = _former_files(folder)
    texts = {one.stem: one.alt_text for one in atlas.maps}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    told = {**manifest, "textes_alternatifs": texts, "sorties_sha256": hashes}
    with ExitStack() as stack:
        last = stack.enter_context(replacing(folder / BUNDLE_MANIFEST, option=_OPTION))
        for name, content in files.items():
            stack.enter_context(replacing(folder / name, option=_OPTION)).write_bytes(content)
        text = json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)
        last.write_text(text + "\n", encoding="utf-8")
    for name in former - set(files):
        (folder / name).unlink(missing_ok=True)  # of a run that had other scenarios, or kinds


def _refuse_scenario(folder: Path) -> None:
    if (folder / _OF_A_SCENARIO).exists():
        raise OutputError(
            f"« {folder} » contient les résultats d'un scénario du même nom ; choisissez un autre "
            f"dossier avec {_OPTION}, ou renommez ce scénario."
        )


def _former_files(folder: Path) -> set[str]:
    """Names of the maps that a former run wrote here; none where its manifest cannot be read."""
    try:
        told = json.loads((folder / BUNDLE_MANIFEST).read_text(encoding="utf-8"))
        names = set(told["sorties_sha256"])
    except (OSError, ValueError, TypeError, KeyError):
        return set()
    return {name for name in names if Path(name).name == name and Path(name).suffix[1:] in KINDS}
