"""The words that the maps share: short rhythms, site labels, key figures, mentions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from placement.cartography.theme import Theme
from placement.evaluate import Indicators
from placement.french import long_date, minutes, percent, plural, whole
from placement.privacy import MASKED, Shown
from placement.territory import SUPPOSED_SIEGE
from placement.viz import MapContent

__all__ = [
    "HALF_DAY_NOTE",
    "completed",
    "counted_young",
    "dated",
    "short_name",
    "short_rhythm",
    "time_figures",
    "without_access",
]

HALF_DAY_NOTE: Final = "j : jour ; ½ j : demi-journée ; sem. : semaine."
_THRESHOLD_MIN: Final = 30


def short_name(name: str) -> str:
    """Leave out what stands in brackets at the end of a name: « Yzeure (mairie) »."""
    return re.sub(r"\s*\([^)]*\)\s*\Z", "", name) or name


def short_rhythm(text: str) -> str:
    """Shorten a rhythm for a label: « 2 demi-journées par mois » becomes « 2 ½ j/mois »."""
    shorter = re.sub(r"demi-journées?", "½\u202fj", text)
    shorter = re.sub(r"\bjournées?|\bjours?(?= par)", "j", shorter)
    return re.sub(r" par semaine", "/sem.", re.sub(r" par (?=mois|an\b)", "/", shorter))


def dated(content: MapContent, *, what: str) -> str:
    """Write a subtitle: of whom, on what day, what is shown."""
    return f"{content.territory.title} · {long_date(content.date)} · {what}"


def counted_young(content: MapContent) -> str:
    """Name the young people who are counted, French plural."""
    return str(content.territory.demand.counted)


def time_figures(told: Indicators, *, shown: Shown) -> tuple[tuple[str, str], ...]:
    """Tell the mean time of a public, and how many are near."""
    share = shown.share(told.shares[_THRESHOLD_MIN], among=told.young)
    near = MASKED if isinstance(share, str) else percent(share)
    return (
        ("Trajet moyen", minutes(shown.minutes(told.mean_min))),
        (f"Jeunes à {_THRESHOLD_MIN} min au plus", near),
    )


def without_access(told: Indicators, *, shown: Shown) -> tuple[str, str]:
    """Tell how many young people have no access."""
    number = whole(shown.rounded(told.without_access))
    return ("Jeunes sans accès", f"{number} sur {whole(shown.rounded(told.young))}")


def completed(theme: Theme, *, content: MapContent, sentences: Sequence[str] = ()) -> Theme:
    """Add to a map what its reader must know, and its text for those who do not see it.

    Parameters
    ----------
    sentences : what that text alone tells, French
    """
    known = _mentions(content)
    text = _alternative_text(theme, sentences=(*sentences, *known))
    return replace(theme, notes=(*theme.notes, *known), alt_text=text)


def _alternative_text(theme: Theme, *, sentences: Sequence[str]) -> str:
    """Tell subject, communes by class, figures, the rest."""
    counts = Counter(theme.shade_of.values())
    communes = [
        f"{plural(counts[rank], one='commune', many='communes')} : {shade.label}"
        for rank, shade in enumerate(theme.shades)
        if counts[rank]
    ]
    told = [f"{theme.title}. {theme.subtitle}."]
    if len(communes) > 1:
        told.append(f"Par classe : {' ; '.join(communes)}.")
    if theme.figures:
        told.append(" ; ".join(f"{label} : {value}" for label, value in theme.figures) + ".")
    return " ".join([*told, *sentences])


def _mentions(content: MapContent) -> tuple[str, ...]:
    """Say what a reader must know to trust, or not, a map (French sentences)."""
    territory = content.territory
    told = []
    if territory.fictitious:
        told.append("Données en partie fictives : à ne pas diffuser comme réelles.")
    if territory.supposed_siege:
        told.append(f"{SUPPOSED_SIEGE}.")
    if content.estimated_times:
        told.append("Temps estimés, sans réseau routier : théoriques, hors congestion.")
    if territory.demand.estimated:
        told.append("Effectifs de jeunes estimés.")
    unsure = sum(not commune.confirmed for commune in territory.communes)
    if unsure:
        told.append(
            f"{plural(unsure, one='commune', many='communes')} dont l'appartenance au territoire "
            "est à confirmer."
        )
    if territory.protection is not None:
        told.append("Petits effectifs masqués.")
    return tuple(told)
