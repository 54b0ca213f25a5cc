"""``portrait.html``: the statistical profile, to be read on a screen or printed on A4."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from placement.french import ABSENT, decimal, long_date, plural
from placement.portrait import Area, Cell, Indicator, Portrait, Section
from placement.report.portrait_words import (
    cell_text,
    indicator_notes,
    key_figures,
    portrait_notices,
)

__all__ = ["render_portrait"]

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_PAGE: Final = Template(
    '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="$policy">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>$title</title>\n<style>$styles</style>\n</head>\n<body>\n"
    '<a class="skip" href="#contenu">Aller au contenu</a>\n'
    '<header class="cover"><p class="overline">$territory</p>\n'
    "<h1>Profil statistique des jeunes</h1>\n"
    '<p class="subtitle">Diagnostic territorial, premières pages · profil $profile · $date</p>\n'
    '<ul class="notices">$notices</ul></header>\n<main id="contenu">\n'
    '<dl class="key">$figures</dl>\n'
    '<nav class="contents" aria-label="Sommaire"><strong>Sommaire</strong>'
    "<ol>$contents</ol></nav>\n"
    "$sections\n</main>\n<footer>$footer</footer>\n</body>\n</html>\n"
)


def render_portrait(portrait: Portrait) -> str:
    """Render the whole page; the same profile gives the same bytes."""
    parts = [(s.id, s.title, _section(s)) for s in portrait.sections if s.known]
    parts.append(("lieux", "La liste des lieux ouverts", _sites(portrait)))
    if portrait.markets:
        parts.append(("marches", "Les jours de marché", _markets(portrait)))
    if portrait.lacks:
        parts.append(("manques", "Ce qui manque, et où le trouver", _lacks(portrait)))
    parts.append(("sources", "Sources, méthode et limites", _sources(portrait)))
    return _PAGE.substitute(
        policy=_POLICY,
        title=escape(f"Profil statistique – {portrait.territory.title}"),
        styles=_style(),
        territory=escape(portrait.territory.title),
        profile=portrait.profile.value,
        date=long_date(portrait.date),
        notices=_items(portrait_notices(portrait)),
        figures="".join(
            f"<div><dt>{escape(label)}</dt><dd>{text}</dd></div>"
            for label, text in key_figures(portrait)
        ),
        contents="".join(
            f'<li><a href="#{part_id}">{escape(title)}</a></li>' for part_id, title, _ in parts
        ),
        sections="\n".join(
            f'<section id="{part_id}" class="{_length(body)}" aria-labelledby="{part_id}-titre">'
            f'<h2 id="{part_id}-titre">{escape(title)}</h2>{body}</section>'
            for part_id, title, body in parts
        ),
        footer=_footer(portrait),
    )


def _length(body: str) -> str:
    """Tell the sections that may be cut between two pages."""
    return "long" if body.count("<tr") + body.count("<li") > 18 else "short"


def _section(section: Section) -> str:
    kept = [
        at
        for at in range(len(section.indicators))
        if any(cells[at].value is not None or cells[at].masked for _, cells in section.rows)
    ]
    heads = "".join(f'<th scope="col">{escape(section.indicators[at].label)}</th>' for at in kept)
    rows = "".join(
        _row(area, cells=[(section.indicators[at], cells[at]) for at in kept])
        for area, cells in section.rows
    )
    return (
        f"<p>{escape(section.intro)}</p>"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(section.title)}">'
        f"<table><caption>{escape(section.title)}, par {section.heading.lower()}</caption>"
        f'<thead><tr><th scope="col">{escape(section.heading)}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_notes(indicator_notes(section))}"
    )


def _row(area: Area, *, cells: list[tuple[Indicator, Cell]]) -> str:
    figures = "".join(_cell(cell, unit=indicator.unit) for indicator, cell in cells)
    return f'<tr class="{area.kind}"><th scope="row">{escape(area.name)}</th>{figures}</tr>'


def _cell(cell: Cell, *, unit: str) -> str:
    text = cell_text(cell, unit=unit)
    if cell.masked:
        return f'<td class="masked">{text}</td>'
    bar = ""
    if unit == "part" and cell.value is not None:
        width = decimal(min(1.0, cell.value) * 100).replace(",", ".")
        bar = f'<span class="bar" aria-hidden="true"><span style="width:{width}%"></span></span>'
    part = (
        f'<span class="part">sur {cell.known} communes de {cell.total}</span>'
        if cell.partial
        else ""
    )
    return f"<td>{text}{bar}{part}</td>"


def _sites(portrait: Portrait) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(line.name)}</th><td>{escape(line.kind)}</td>'
        f"<td>{escape(line.commune)}</td><td>{escape(line.epci)}</td>"
        f"<td>{escape(line.rhythm)}</td>"
        f'<td class="number">{decimal(line.half_days_a_month)}</td></tr>'
        for line in portrait.sites
    )
    captive = portrait.territory.captive
    inside = (
        "<p>Hors de ces lieux, des demi-journées sont tenues pour un public captif : "
        f"{escape(', '.join(f'{one.name} ({one.recurrence.text})' for one in captive))}.</p>"
        if captive and portrait.profile.value == "interne"
        else ""
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Lieux ouverts">'
        '<table class="sites"><caption>Une demi-journée par mois est comptée sur douze mois de '
        'l\'année</caption><thead><tr><th scope="col">Lieu</th><th scope="col">Type</th>'
        '<th scope="col">Commune</th><th scope="col">EPCI</th><th scope="col">Ouverture</th>'
        '<th scope="col" class="number">Demi-journées par mois</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{inside}"
    )


def _markets(portrait: Portrait) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(line.commune)}</th><td>{escape(line.name)}</td>'
        f"<td>{escape(line.days)}</td><td>{escape(', '.join(line.sites) or ABSENT)}</td></tr>"
        for line in portrait.markets
    )
    return (
        "<p>Un jour de marché, on vient au bourg de toute façon : une permanence ce jour-là évite "
        "un trajet.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Jours de marché">'
        '<table class="sites"><caption>Les marchés, et les lieux ouverts dans la même commune'
        '</caption><thead><tr><th scope="col">Commune</th><th scope="col">Marché</th>'
        '<th scope="col">Jours</th><th scope="col">Lieux d\'accueil de la commune</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _lacks(portrait: Portrait) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(lack.file)}</th>'
        f"<td>{escape(', '.join(lack.labels))}</td></tr>"
        for lack in portrait.lacks
    )
    return (
        '<p class="absent">Ces chiffres du diagnostic ne sont pas connus. Déposez le fichier dans '
        "le dossier du territoire, puis relancez la commande : ils apparaîtront ici.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Chiffres manquants">'
        '<table class="sites"><caption>Chiffres manquants</caption><thead><tr>'
        '<th scope="col">Fichier</th><th scope="col">Chiffres qu\'il donne</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _sources(portrait: Portrait) -> str:
    sources = [
        f"{one.title} — {one.owner}, {one.vintage} ({one.licence})" for one in portrait.sources
    ]
    limits = [*portrait.warnings, *portrait.territory.estimates]
    told = f"<p>À savoir :</p>{_notes(dict.fromkeys(limits))}" if limits else ""
    return f"<p>Données utilisées :</p>{_notes(sources)}{told}"


def _footer(portrait: Portrait) -> str:
    count = plural(len(portrait.territory.communes), one="commune", many="communes")
    return (
        f"<p>{escape(portrait.territory.title)}, {count}. {escape(portrait.profile.sentence)}. "
        f"Calculé le {long_date(portrait.date)} ; les mêmes chiffres sont dans portrait.csv et "
        "portrait.json.</p>"
    )


def _notes(lines: Iterable[str]) -> str:
    items = _items(lines)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def _style() -> str:
    return files("placement.report").joinpath("assets", "portrait.css").read_text(encoding="utf-8")
