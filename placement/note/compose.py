"""From a dossier to the whole note, and to the documents that the team edits."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from placement.note.agenda import agenda_part
from placement.note.annexes import atlas, details, diagnosis
from placement.note.content import Dossier, Template
from placement.note.follow_up import follow_up
from placement.note.method import method
from placement.note.model import Note
from placement.note.sensitivity import sensitivity
from placement.note.sheets import sheet
from placement.note.summary import summary
from placement.note.van import van_part

__all__ = ["action_sheet", "compose"]

_TITLE: Final = "Note au conseil d'administration"


def compose(dossier: Dossier) -> Note:
    """Write a note: summary, action sheets, annexes."""
    told = dossier.proposed
    outcome = told.outcome
    return Note(
        title=_TITLE,
        subtitle=f"Où et quand accueillir les jeunes : {outcome.title}",
        author=outcome.territory.title,
        date=dossier.date,
        mention=outcome.profile.sentence,
        brand=dossier.brand,
        parts=(
            summary(dossier),
            *(part for part in (van_part(told), agenda_part(told)) if part is not None),
            *(sheet(dossier, template=one) for one in dossier.templates),
            diagnosis(dossier),
            details(dossier),
            method(dossier),
            sensitivity(dossier),
            follow_up(dossier),
            *([atlas(dossier)] if dossier.maps else []),
        ),
    )


def action_sheet(dossier: Dossier, *, template: Template) -> Note:
    """Write an action sheet alone."""
    part = sheet(dossier, template=template)
    return replace(compose(dossier), title=part.title, parts=(part,))
