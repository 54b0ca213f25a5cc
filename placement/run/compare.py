"""Several scenarios of one territory set side by side, and written."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from placement.comparison import Compared, Told, Variant, told_of
from placement.errors import PlacementError, ScenarioError, cite
from placement.evaluate import GoalFigure
from placement.outcome import Change, SiteOutcome
from placement.privacy import Profile
from placement.problem import Goal
from placement.report import ScenarioOutcome, manifest_document
from placement.report.compare_document import compare_document
from placement.report.compare_tables import indicator_table
from placement.report.compare_workbook import compare_workbook, reading_notes
from placement.run.bundle import profile_folder, write_bundle
from placement.run.map import map_content
from placement.run.outputs import ensure_writable
from placement.run.solved import Solved, solved_outcomes
from placement.run.stages import Advance
from placement.solution import Termination
from placement.viz import MapContent
from placement.viz.compare_page import ComparePage, render_comparison

__all__ = ["TODAY", "CompareRun", "compare_scenarios", "compared_of"]

TODAY: Final = "existant"
"""Name of the reference when none is asked for: today's network."""

_TODAY_TITLE: Final = "Le réseau d'aujourd'hui"
_FOLDER: Final = "comparaison"
_FORMAT_VERSION: Final = 1
_SAME_MIN: Final = 0.05


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


def compared_of(
    outcomes: Sequence[ScenarioOutcome],
    *,
    reference: str,
    left_out: Sequence[Solved] = (),
) -> Compared:
    """Set solved scenarios of one territory side by side, the reference first.

    Raises
    ------
    ScenarioError
        Two scenarios of one name, or no scenario is the reference.
    """
    counts = Counter(one.scenario for one in outcomes)
    twice = [name for name, times in counts.items() if times > 1]
    if twice:
        raise ScenarioError(
            f"comparaison : plusieurs scénarios s'appellent {cite(twice)} ; changez la clé « nom » "
            "de l'un d'eux, ou ne donnez qu'un des fichiers."
        )
    variants = [_variant(one) for one in outcomes]
    if reference == TODAY and TODAY not in counts:
        variants.insert(0, _today(outcomes[0]))
    names = [one.name for one in variants]
    if reference not in names:
        raise ScenarioError(
            f"--reference : aucun scénario ne s'appelle « {reference} » ; choisissez parmi "
            f"{', '.join(dict.fromkeys((TODAY, *names)))}."
        )
    first = variants.pop(names.index(reference))
    return Compared(
        territory=outcomes[0].territory,
        profile=outcomes[0].profile,
        variants=(first, *variants),
        reference=0,
        remarks=_remarks(outcomes, left_out=left_out),
    )


def _variant(outcome: ScenarioOutcome) -> Variant:
    return Variant(
        name=outcome.scenario,
        title=outcome.title,
        plan=outcome.plan,
        sites=outcome.sites,
        goals=outcome.board.goals,
        once_eur=sum(outcome.board.once_eur.values()),
        decided=outcome.others is not None,
        status=outcome.result.termination,
        gap=outcome.result.gap,
        budget_eur=outcome.budget_eur,
        half_days_max=outcome.half_days_max,
        unattached=outcome.not_attached,
    )


def _today(outcome: ScenarioOutcome) -> Variant:
    """Tell today's network as a plan, from a scenario that starts from it."""
    return Variant(
        name=TODAY,
        title=_TODAY_TITLE,
        plan=outcome.baseline,
        sites=tuple(_as_today(line) for line in outcome.sites if line.today is not None),
        goals=tuple(GoalFigure(f.objective, f.today, f.today) for f in outcome.board.goals),
        once_eur=0.0,
        decided=False,
        status=Termination.OPTIMAL,
        gap=None,
        budget_eur=None,
        half_days_max=None,
        unattached=outcome.not_attached,
    )


def _as_today(line: SiteOutcome) -> SiteOutcome:
    return dataclasses.replace(
        line, option=line.today, change=Change.KEPT, young=line.young_today, once_eur=0.0, load=None
    )


def _remarks(outcomes: Sequence[ScenarioOutcome], *, left_out: Sequence[Solved]) -> tuple[str, ...]:
    """Say what bears on the comparison as a whole, then what each scenario says of itself."""
    told: dict[str, list[str]] = {}
    for one in outcomes:
        for warning in one.warnings:
            told.setdefault(warning, []).append(one.scenario)
    shared = [
        warning if len(names) == len(outcomes) else f"{', '.join(names)} : {warning}"
        for warning, names in told.items()
    ]
    estimated = ["temps estimés, sans réseau routier."] if outcomes[0].times_estimated else []
    lost = [f"« {one.file.name} » laissé de côté : {_why(one)}" for one in left_out]
    return tuple(
        dict.fromkeys((*_unproved(outcomes), *_unlike(outcomes), *lost, *estimated, *shared))
    )


def _why(one: Solved) -> str:
    """Say why a scenario could not be solved; a file that is refused names folders of a machine."""
    return "fichier refusé." if one.scenario is None else str(one.error)


def _unproved(outcomes: Sequence[ScenarioOutcome]) -> list[str]:
    names = [one.title for one in outcomes if one.result.termination is not Termination.OPTIMAL]
    if not names:
        return []
    return [
        "plan non prouvé le meilleur, faute de temps : "
        f"{cite(f'« {name} »' for name in names)} ; un meilleur plan peut exister."
    ]


def _unlike(outcomes: Sequence[ScenarioOutcome]) -> list[str]:
    """Name the scenarios that do not measure today's network alike: other speeds, other waits."""
    first = _measure_of_today(outcomes[0])
    unlike = [one.scenario for one in outcomes[1:] if not _alike(_measure_of_today(one), of=first)]
    if not unlike:
        return []
    return [
        f"{cite(unlike)} : le réseau d'aujourd'hui n'y est pas mesuré comme dans "
        f"« {outcomes[0].scenario} » (temps, attente, modes ou prix de l'absence d'accès) ; une "
        "partie de l'écart vient de là."
    ]


def _measure_of_today(outcome: ScenarioOutcome) -> tuple[float, float]:
    figures = {figure.objective.goal: figure.today for figure in outcome.board.goals}
    return figures[Goal.MEAN] or 0.0, outcome.baseline.cost_eur


def _alike(one: tuple[float, float], *, of: tuple[float, float]) -> bool:
    return abs(one[0] - of[0]) < _SAME_MIN and abs(one[1] - of[1]) < 1.0


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
