"""Several scenarios of one territory set side by side, and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from placement.comparison import Told, told_of
from placement.errors import PlacementError, ScenarioError, cite
from placement.privacy import Profile
from placement.report import manifest_document
from placement.report.compare_document import compare_document
from placement.report.compare_tables import indicator_table
from placement.report.compare_workbook import compare_workbook, reading_notes
from placement.run.bundle import profile_folder, write_bundle
from placement.run.compared import compared_of
from placement.run.map import map_content
from placement.run.outputs import ensure_writable
from placement.run.solved import Solved, solved_outcomes
from placement.run.stages import Advance
from placement.viz import MapContent
from placement.viz.compare_page import ComparePage, render_comparison

__all__ = ["CompareRun", "compare_scenarios"]

_FOLDER: Final = "comparaison"
_FORMAT_VERSION: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class CompareRun:
    """A comparison and its folder, None with an ``error``; ``left_out`` could not be solved."""

    territory: str
    told: Told | None = None
    folder: Path | None = None
    left_out: tuple[Solved, ...] = ()
    error: PlacementError | None = None

    def document(self) -> dict[str, Any]:
        """Tell the comparison as JSON values."""
        told = {} if self.told is None else compare_document(self.told)
        return {
            **told,
            "territoire": self.territory,
            "dossier": None if self.folder is None else str(self.folder),
            "erreur": None if self.error is None else str(self.error),
            "ecartes": [str(one.error) for one in self.left_out],
        }


def compare_scenarios(
    paths: Iterable[Path],
    *,
    reference: str,
    profile: Profile,
    out: Path,
    advance: Advance,
    fresh: bool = False,
) -> list[CompareRun]:
    """Compare the scenarios of ``paths``, one folder a territory.

    A scenario that cannot be solved is left out, and told.

    Parameters
    ----------
    reference
        Name of the scenario from which the others differ; ``existant``, today's network, is there
        even where no scenario describes it.

    Raises
    ------
    ScenarioError
        A path does not exist; two scenarios have one name; or no scenario is the reference.
    OutputError
        ``out`` cannot be written: nothing is computed.
    """
    ensure_writable(out)
    found = solved_outcomes(paths, advance=advance, profile=profile, fresh=fresh)
    failed = tuple(one for one in found if one.error is not None)
    by_territory: dict[str, list[Solved]] = {}
    for one in found:
        if one.outcome is not None:
            by_territory.setdefault(one.outcome.territory.name, []).append(one)
    if not by_territory and failed[0].error is not None:
        raise failed[0].error
    return [
        _compared(name, members=members, reference=reference, out=out, left_out=failed)
        for name, members in by_territory.items()
    ]


def _compared(
    name: str,
    *,
    members: Sequence[Solved],
    reference: str,
    out: Path,
    left_out: tuple[Solved, ...],
) -> CompareRun:
    try:
        _refuse_namesakes(name, members=members)
        outcomes = [one.outcome for one in members if one.outcome is not None]
        told = told_of(compared_of(outcomes, reference=reference, left_out=left_out))
        folder = _write(told, members=members, out=out)
    except PlacementError as error:
        if error.exit_code == PlacementError.exit_code:
            raise
        return CompareRun(territory=name, left_out=left_out, error=error)
    return CompareRun(territory=name, told=told, folder=folder, left_out=left_out)


def _refuse_namesakes(name: str, *, members: Sequence[Solved]) -> None:
    folders = {one.prepared.folder.resolve() for one in members if one.prepared is not None}
    if len(folders) > 1:
        raise ScenarioError(
            f"deux territoires s'appellent « {name} » ({cite(sorted(map(str, folders)))}) ; "
            "changez la clé « nom » de l'un des deux territoire.yaml."
        )


def _write(told: Told, *, members: Sequence[Solved], out: Path) -> Path:
    compared = told.compared
    contents = [
        map_content(one.outcome, facts=one.facts)
        for one in members
        if one.outcome is not None and one.facts is not None
    ]
    page = _page(told, contents=contents)
    return write_bundle(
        {
            "comparaison.html": render_comparison(page),
            "comparaison.xlsx": compare_workbook(told, sources=page.sources),
            "comparaison.csv": indicator_table(told),
            "comparaison.json": compare_document(told),
        },
        folder=out / compared.territory.name / _FOLDER / profile_folder(compared.profile),
        manifest=_manifest(told, members=members),
    )


def _page(told: Told, *, contents: Sequence[MapContent]) -> ComparePage:
    sources = dict.fromkeys(
        f"{source.label} ({source.licence})" for content in contents for source in content.sources
    )
    return ComparePage(
        told=told,
        date=max(content.date for content in contents),
        sources=tuple(sources),
        notes=reading_notes(told),
        credits=tuple(dict.fromkeys(text for content in contents for text in content.credits)),
    )


def _manifest(told: Told, *, members: Sequence[Solved]) -> Mapping[str, Any]:
    """Gather the manifests of the scenarios; all that a clock changes is under ``execution``."""
    documents = [
        manifest_document(one.outcome, facts=one.facts)
        for one in members
        if one.outcome is not None and one.facts is not None
    ]
    clocks = {doc["scenario"]["nom"]: doc.pop("execution") for doc in documents}
    return {
        "version": _FORMAT_VERSION,
        "territoire": told.compared.territory.name,
        "diffusion": told.compared.profile.value,
        "reference": told.compared.base.name,
        "scenarios": documents,
        "execution": {"scenarios": clocks},
    }
