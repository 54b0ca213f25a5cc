"""The timetable of scenarios: solved, explained, made, judged again, written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from placement.agenda import (
    AgendaContent,
    DayHours,
    absence_table,
    agenda_document,
    agenda_workbook,
    calendar_bytes,
    opening_table,
)
from placement.errors import (
    DataError,
    InfeasibleError,
    PlacementError,
    ScenarioError,
    cite,
)
from placement.french import plural
from placement.privacy import Profile
from placement.recurrence import EVERY_HALF_DAY, opening_half_days, parse_recurrence
from placement.report import ScenarioOutcome, manifest_document
from placement.run.bundle import Content, write_files
from placement.run.outputs import MAP, alone_in, ensure_writable, output_folder
from placement.run.solved import Solved, solved_outcomes
from placement.run.stages import Advance, Prepared
from placement.run.team import TeamAsked, timetable_problem
from placement.run.timetable_map import CALENDAR, CALENDAR_FOLDER, plan_told, show_on_map
from placement.timetable import (
    TimetableProblem,
    WorkRules,
    absences,
    conflicts_of_today,
    impossible_demands,
    make_timetable,
)
from placement.timetable.slots import slots_of
from placement.units import SECONDS_PER_HOUR

__all__ = ["CalendarAsked", "CalendarRun", "meeting_of", "write_calendars"]

_ABSENCES: Final = "absences.csv"
_ABSENCE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class CalendarAsked:
    """What is asked of a calendar.

    Parameters
    ----------
    start : first Monday
    hours : of the receptions
    pairs : ids of the sites where two people receive together
    usual_pairs : the same, where the plan opens them
    meeting : half-days of the weekly meeting; empty without any
    away : most advisers absent at once in the simulations; 0 simulates none
    time_limit_s : for the timetable, s
    """

    start: dt.date
    hours: DayHours
    pairs: frozenset[str] = frozenset()
    usual_pairs: frozenset[str] = frozenset()
    meeting: frozenset[int] = frozenset()
    away: int = 1
    time_limit_s: float = 30.0

    def team(self) -> TeamAsked:
        """Return what concerns the team."""
        morning_h, afternoon_h = self.hours.lengths_h
        rules = WorkRules(
            morning_h=morning_h,
            afternoon_h=afternoon_h,
            midday_s=self.hours.midday_h * SECONDS_PER_HOUR,
        )
        return TeamAsked(self.pairs, self.usual_pairs, rules, self.meeting)


@dataclass(frozen=True, slots=True, eq=False)
class CalendarRun:
    """The calendar of one scenario and its folder, or the error that stopped it.

    A calendar where somebody is missing is written, and has an error too. ``map_file`` is the map
    of this plan, where one was there to tell the timetable; None otherwise.
    """

    file: Path
    content: AgendaContent | None = None
    folder: Path | None = None
    map_file: Path | None = None
    error: PlacementError | None = field(default=None)

    def document(self) -> dict[str, Any]:
        """Return the calendar as JSON values, with its folder."""
        told = {} if self.content is None else agenda_document(self.content)
        return {
            **told,
            "fichier": str(self.file),
            "dossier": None if self.folder is None else str(self.folder),
            "carte": None if self.map_file is None else str(self.map_file),
            "erreur": None if self.error is None else str(self.error),
        }


def meeting_of(text: str, *, key: str = "--reunion") -> frozenset[int]:
    """Read the half-day of the weekly meeting: « lundi matin »; nothing when blank.

    Raises
    ------
    ScenarioError
        It is not one half-day of the week.
    """
    if not text.strip():
        return frozenset()
    try:
        parse_recurrence(text)
    except DataError as error:
        raise ScenarioError(f"{key} : {error}") from error
    half_days = opening_half_days(text)
    if len(half_days) != 1 or half_days == EVERY_HALF_DAY:
        raise ScenarioError(f"{key} : « {text} » ; une demi-journée, par exemple lundi matin.")
    return slots_of(half_days)


def write_calendars(
    paths: Iterable[Path],
    *,
    asked: CalendarAsked,
    profile: Profile,
    out: Path,
    advance: Advance,
    fresh: bool = False,
) -> list[CalendarRun]:
    """Make and write the calendar of every scenario; one failure never stops the others.

    Raises
    ------
    ScenarioError
        A path does not exist, or a folder has no scenario.
    OutputError
        ``out`` cannot be written: nothing is computed.
    """
    ensure_writable(out)
    solved = solved_outcomes(paths, advance=advance, profile=profile, fresh=fresh)
    return [_run(one, asked=asked, out=out, advance=advance) for one in solved]


def _run(solved: Solved, *, asked: CalendarAsked, out: Path, advance: Advance) -> CalendarRun:
    outcome, prepared = solved.outcome, solved.prepared
    if outcome is None or prepared is None:
        return CalendarRun(solved.file, error=solved.error)
    try:
        content = _content(outcome, prepared=prepared, asked=asked, advance=advance)
        place = output_folder(outcome, out=out)
        with alone_in(place):
            folder = _write(content, outcome=outcome, solved=solved, place=place)
            shown = _shown(solved, place=place)
    except PlacementError as error:
        if error.exit_code == PlacementError.exit_code:
            raise
        return CalendarRun(solved.file, error=error)
    map_file = place / MAP if shown else None
    return CalendarRun(
        solved.file, content, folder, map_file, error=_missing(content, folder=folder)
    )


def _content(
    outcome: ScenarioOutcome, *, prepared: Prepared, asked: CalendarAsked, advance: Advance
) -> AgendaContent:
    said = _with_scenario(asked, prepared=prepared)
    problem, remarks = timetable_problem(
        outcome, prepared=prepared, asked=said.team(), advance=advance
    )
    _refuse_impossible(problem, scenario=outcome.scenario)
    result = make_timetable(problem, time_limit_s=asked.time_limit_s)
    internal = outcome.profile is Profile.INTERNE
    simulated = (
        absences(
            problem,
            timetable=result.timetable,
            together=asked.away,
            time_limit_s=min(asked.time_limit_s, _ABSENCE_S),
            progress=lambda done, total: advance("absences", done, total),
        )
        if internal
        else ()
    )
    return AgendaContent(
        scenario=outcome.scenario,
        scenario_title=outcome.title,
        territory=outcome.territory.name,
        territory_title=outcome.territory.title,
        problem=problem,
        result=result,
        start=asked.start,
        hours=asked.hours,
        conflicts=conflicts_of_today(problem) if internal else (),
        absences=simulated,
        addresses={site.id: site.address for site in outcome.territory.sites if site.address},
        half_day_eur=prepared.scenario.couts.cout_demi_journee_cisp_eur,
        remarks=remarks if internal else (),
        profile=outcome.profile,
    )


def _with_scenario(asked: CalendarAsked, *, prepared: Prepared) -> CalendarAsked:
    """Add what the scenario says; the meeting of the command line comes before its own.

    Sites that the scenario wants held by two, but that its plan does not open, count for nothing.

    Raises
    ------
    ScenarioError
        A site that the territory does not have, or a meeting that is not a half-day.
    """
    rules = prepared.scenario.calendrier
    if rules is None:
        return asked
    known = {site.id for site in prepared.territory.sites}
    unknown = [site for site in rules.binomes if site not in known]
    if unknown:
        raise ScenarioError(
            f"scénario « {prepared.scenario.nom} », calendrier.binomes : {cite(unknown)} n'est pas "
            "un lieu de lieux.csv."
        )
    return replace(
        asked,
        usual_pairs=frozenset(rules.binomes),
        meeting=asked.meeting or meeting_of(rules.reunion, key="calendrier.reunion"),
    )


def _refuse_impossible(problem: TimetableProblem, *, scenario: str) -> None:
    reasons = impossible_demands(problem)
    if reasons:
        listed = "\n".join(f"  - {reason}" for reason in reasons)
        raise InfeasibleError(f"scénario « {scenario} » : calendrier impossible.\n{listed}")


def _missing(content: AgendaContent, *, folder: Path) -> InfeasibleError | None:
    """Say which openings have nobody, once the calendar is written all the same."""
    timetable = content.result.timetable
    if not timetable.missing:
        return None
    names = {place.id: place.name for place in content.problem.places}
    where = dict.fromkeys(names[one.place_id] for one in timetable.openings if one.missing)
    lacking = plural(timetable.missing, one="demi-journée", many="demi-journées")
    proved = content.result.termination.name == "OPTIMAL"
    return InfeasibleError(
        f"scénario « {content.scenario} » : il manque quelqu'un pour {lacking} "
        f"({cite(where)}){'' if proved else ', dans le temps donné à la recherche'}. Le calendrier "
        f"est écrit dans « {folder} » ; ajoutez du temps de conseiller dans conseillers.csv, ou "
        "espacez une récurrence."
    )


def _shown(solved: Solved, *, place: Path) -> bool:
    """Draw the map of the plan again, where there is one."""
    outcome, facts, prepared = solved.outcome, solved.facts, solved.prepared
    if outcome is None or facts is None or prepared is None:  # excluded by the caller
        raise PlacementError("scénario résolu sans provenance.")
    return show_on_map(outcome, facts=facts, prepared=prepared, folder=place)


def _write(
    content: AgendaContent, *, outcome: ScenarioOutcome, solved: Solved, place: Path
) -> Path:
    if solved.facts is None:  # excluded by the caller
        raise PlacementError("scénario résolu sans provenance.")
    contents: dict[str, Content] = {
        "calendrier.csv": opening_table(content),
        "calendrier.xlsx": agenda_workbook(content),
        "calendrier.ics": calendar_bytes(content),
        CALENDAR: {**agenda_document(content), "plan": plan_told(outcome)},
    }
    if content.internal and content.absences:
        contents[_ABSENCES] = absence_table(content)
    manifest = manifest_document(outcome, facts=solved.facts)
    folder = place / CALENDAR_FOLDER
    return write_files(contents, folder=folder, manifest=manifest, former=[_ABSENCES])
