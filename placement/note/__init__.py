"""The note for the board: content first, then a PDF and documents that the team edits."""

from __future__ import annotations

from placement.note.brand import DEFAULT_COLOUR, Brand, readable_colour
from placement.note.compose import action_sheet, compose
from placement.note.content import Choice, Credit, Dossier, Hypothesis, Template, Told, quotes_of
from placement.note.model import Figure, Note, Picture, figures_of
from placement.note.odt import odt_of
from placement.note.trace import computed, figures_document
from placement.note.typeset import pdf_of

__all__ = [
    "DEFAULT_COLOUR",
    "Brand",
    "Choice",
    "Credit",
    "Dossier",
    "Figure",
    "Hypothesis",
    "Note",
    "Picture",
    "Template",
    "Told",
    "action_sheet",
    "compose",
    "computed",
    "figures_document",
    "figures_of",
    "odt_of",
    "pdf_of",
    "quotes_of",
    "readable_colour",
]
