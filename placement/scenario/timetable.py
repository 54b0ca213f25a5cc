"""What a scenario asks of the calendar of its advisers."""

from __future__ import annotations

from pydantic import Field

from placement.scenario.base import Section, Slug

__all__ = ["CalendarRules"]


class CalendarRules(Section):
    """Le calendrier des conseillers (`placement calendar`) ; sans effet sur le choix des lieux."""

    binomes: tuple[Slug, ...] = ()
    """Lieux tenus par deux conseillers à la fois, s'ils ouvrent : identifiants de lieux.csv."""
    reunion: str = Field(default="", max_length=100)
    """Réunion de toute l'équipe au siège chaque semaine : « lundi matin » ; vide : aucune."""
