"""The note for the board: scenarios solved, one proposed, everything written or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from placement.errors import PlacementError, ScenarioError, cite
from placement.note import (
    Dossier,
    Template,
    Told,
    action_sheet,
    compose,
    figures_document,
    odt_of,
    pdf_of,
    quotes_of,
)
from placement.privacy import Profile
from placement.report import RunFacts
from placement.run.bundle import BUNDLE_MANIFEST, Content, profile_folder, write_bundle
from placement.run.hypotheses import asked_values, hypotheses_of
from placement.run.note_maps import note_maps
from placement.run.note_sources import brand_of, credits_of, day_of
from placement.run.outputs import ensure_writable, output_folder
from placement.run.proposal import proposed
from placement.run.solved import Solved, solved_outcomes
from placement.run.stages import Advance
from placement.run.timetable_map import known_calendar

__all__ = ["FIGURES", "NOTE_ODT", "NOTE_PDF", "ReportRun", "templates_named", "write_reports"]

NOTE_PDF: Final = "note.pdf"
NOTE_ODT: Final = "note.odt"
FIGURES: Final = "chiffres.json"
_FOLDER: Final = "note"
_BOTH: Final = "les-deux"
_FORMAT_VERSION: Final = 1
_OURS: Final = re.compile(r"(sources/)?[a-z0-9-]+\.(pdf|odt|json|csv)")


@dataclass(frozen=True, slots=True, eq=False)
class ReportRun:
    """The note of one territory: the scenario it proposes, its folder, its files, remarks."""

    territory: str
    scenario: str
    title: str
    folder: Path
    files: tuple[str, ...]
    remarks: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return what was written as JSON values."""
        return {
            "territoire": self.territory,
            "scenario": self.scenario,
            "titre": self.title,
            "dossier": str(self.folder),
            "fichiers": list(self.files),
            "remarques": list(self.remarks),
        }


def templates_named(name: str) -> tuple[Template, ...]:
    """Return the layouts of the action sheet that a user names.

    Raises
    ------
    ScenarioError
        There is no such layout.
    """
    if name.casefold() == _BOTH:
        return tuple(Template)
    try:
        return (Template(name.casefold()),)
    except ValueError:
        known = ", ".join([*(one.value for one in Template), _BOTH])
        raise ScenarioError(f"--trame : « {name} » est inconnue ; choisissez {known}.") from None


def write_reports(
    paths: Iterable[Path],
    *,
    out: Path,
    advance: Advance,
    profile: Profile,
    kept: str | None,
    templates: Sequence[Template],
) -> tuple[list[ReportRun], list[PlacementError]]:
    """Write one note for each territory of some scenarios; return the failures beside them.

    Parameters
    ----------
    kept
        Name of the scenario to propose; None to let the best be found.
    templates
        Layouts of the action sheet.

    Raises
    ------
    ScenarioError
        A path does not exist, or no scenario is named ``kept``.
    OutputError
        ``out`` cannot be written: nothing is computed.
    """
    ensure_writable(out)
    solved = solved_outcomes(paths, advance=advance, profile=profile)
    errors = [one.error for one in solved if one.error is not None]
    by_territory: dict[str, list[Solved]] = {}
    for one in solved:
        if one.outcome is not None:
            by_territory.setdefault(one.outcome.territory.name, []).append(one)
    _check_kept(kept, solved=solved)
    runs: list[ReportRun] = []
    for together in by_territory.values():
        try:
            runs.append(
                _write_one(together, out=out, kept=kept, templates=templates, advance=advance)
            )
        except PlacementError as error:
            if error.exit_code == PlacementError.exit_code:
                raise
            errors.append(error)
    return runs, errors


def _check_kept(kept: str | None, *, solved: Sequence[Solved]) -> None:
    names = [one.outcome.scenario for one in solved if one.outcome is not None]
    if kept is not None and kept not in names:
        raise ScenarioError(
            f"--retenu : « {kept} » n'est pas l'un des scénarios calculés ({cite(names)})."
        )


def _write_one(
    solved: Sequence[Solved],
    *,
    out: Path,
    kept: str | None,
    templates: Sequence[Template],
    advance: Advance,
) -> ReportRun:
    told = [_told(one, out=out) for one in solved]
    rank, choice = proposed([one for one, _ in told], kept=kept)
    chosen, facts = solved[rank], _facts(solved[rank])
    brand = brand_of(chosen)
    picture, maps, lacks = note_maps(
        chosen,
        others=[one for k, one in enumerate(solved) if k != rank],
        profile=told[rank][0].outcome.profile,
        advance=advance,
    )
    dossier = Dossier(
        proposed=told[rank][0],
        others=tuple(one for k, (one, _) in enumerate(told) if k != rank),
        choice=choice,
        date=day_of(facts),
        sources=credits_of(facts),
        network=str(facts.network["label"]),
        picture=picture,
        maps=maps,
        brand=brand,
        templates=tuple(templates),
    )
    contents = {**_documents(dossier), **{k: v for _, files in told for k, v in files.items()}}
    outcome = dossier.proposed.outcome
    folder = out / outcome.territory.name / _FOLDER / profile_folder(outcome.profile)
    _write(contents, folder=folder, facts=facts, dossier=dossier)
    return ReportRun(
        territory=outcome.territory.name,
        scenario=outcome.scenario,
        title=outcome.title,
        folder=folder,
        files=(*contents, BUNDLE_MANIFEST),
        remarks=(*brand.remarks, *lacks),
    )


def _told(one: Solved, *, out: Path) -> tuple[Told, dict[str, Any]]:
    if one.outcome is None or one.scenario is None:  # excluded by ``write_reports``
        raise PlacementError("scénario sans résultat.")
    calendar = known_calendar(one.outcome, folder=output_folder(one.outcome, out=out))
    quotes, files = quotes_of(one.outcome, asked=asked_values(one.scenario), calendar=calendar)
    told = Told(
        outcome=one.outcome,
        quotes=quotes,
        description=one.scenario.description,
        hypotheses=hypotheses_of(one.scenario),
    )
    return told, files


def _facts(one: Solved) -> RunFacts:
    if one.facts is None:  # excluded by ``write_reports``
        raise PlacementError("scénario sans provenance.")
    return one.facts


def _documents(dossier: Dossier) -> dict[str, Content]:
    note = compose(dossier)
    sheets = {
        f"fiche-action-{one.value}.odt": odt_of(action_sheet(dossier, template=one))
        for one in dossier.templates
    }
    return {
        NOTE_PDF: pdf_of(note),
        NOTE_ODT: odt_of(note),
        **sheets,
        FIGURES: figures_document(note),
    }


def _write(
    contents: Mapping[str, Content], *, folder: Path, facts: RunFacts, dossier: Dossier
) -> None:
    former = _former_files(folder)
    manifest = {
        "version": _FORMAT_VERSION,
        "territoire": dossier.proposed.outcome.territory.name,
        "profil": dossier.proposed.outcome.profile.value,
        "scenario_propose": dossier.proposed.outcome.scenario,
        "choix": dossier.choice.value,
        "scenarios": [one.outcome.scenario for one in dossier.every],
        "versions": dict(facts.versions),
        "execution": {"debut": facts.started},
    }
    write_bundle(contents, folder=folder, manifest=manifest)
    for name in former - set(contents):
        (folder / name).unlink(missing_ok=True)  # that of a note on other scenarios


def _former_files(folder: Path) -> set[str]:
    """Name the files of a former note: those that its manifest lists, and no other."""
    try:
        manifest = json.loads((folder / BUNDLE_MANIFEST).read_text(encoding="utf-8"))
        listed = [str(name) for name in manifest["sorties_sha256"]]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in listed if _OURS.fullmatch(name)}
