"""``comparaison.html``: scenarios side by side on one self-contained page, with no internet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from string import Template
from typing import Final

from placement.comparison import Told
from placement.comparison.words import public_words
from placement.french import long_date
from placement.territory import SUPPOSED_SIEGE
from placement.viz.compare_html import bullets
from placement.viz.compare_payload import compare_payload
from placement.viz.compare_tables import (
    bill_html,
    epci_html,
    indicators_html,
    moves_html,
    scenarios_html,
    sites_html,
)
from placement.viz.embedding import asset, leaflet_script, leaflet_style, script_json

__all__ = ["PAGE", "POLICY", "ComparePage", "render_comparison"]

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
"""What a page may load: nothing but itself."""

PAGE: Final = Template(
    '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="$policy">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>$title</title>\n<style>$styles</style>\n<script>$library</script>\n</head>\n<body>\n"
    "$body\n<script>\nwindow.placementCarte = (function () {\n$code\n"
    "return pageDeComparaison;\n})();\n"
    "window.placementCarte.start($payload);\n</script>\n</body>\n</html>\n"
)
"""Frame of a page whose script is ``pageDeComparaison``."""

_SCRIPTS: Final = (
    "js/format.js",
    "js/patterns.js",
    "comparaison/tables.js",
    "comparaison/cartes.js",
    "comparaison/comparaison.js",
)


@dataclass(frozen=True, slots=True, eq=False)
class ComparePage:
    """A comparison, its day, the data sets to credit and the short mentions; French.

    ``notes`` say how to read it.
    """

    told: Told
    date: dt.date
    sources: tuple[str, ...]
    credits: tuple[str, ...]
    notes: tuple[str, ...] = ()


def render_comparison(page: ComparePage) -> str:
    """Render the whole page; the same comparison gives the same bytes."""
    told = page.told
    return PAGE.substitute(
        policy=POLICY,
        title=escape(f"Comparaison de scénarios – {told.compared.territory.title}"),
        styles=leaflet_style() + asset("comparaison/page.css") + asset("comparaison/cartes.css"),
        library=leaflet_script(),
        body=_body(page),
        code="\n".join(asset(name) for name in _SCRIPTS),
        payload=script_json(compare_payload(told)),
    )


def _body(page: ComparePage) -> str:
    told, compared = page.told, page.told.compared
    others = [
        (str(k), one.title) for k, one in enumerate(compared.variants) if k != compared.reference
    ]
    every = [(str(k), one.title) for k, one in enumerate(compared.variants)]
    epci = sorted({one.epci_name for one in compared.territory.communes if one.epci_name})
    return Template(asset("comparaison/page.html")).substitute(
        territory=escape(compared.territory.title),
        profile=escape(compared.profile.sentence),
        date=long_date(page.date),
        reference=escape(compared.base.title),
        notices=bullets([*_fictitious(told), *compared.remarks]),
        scenarios=scenarios_html(told),
        indicators=indicators_html(told),
        publics=_options((public, public_words(public)) for public in told.publics),
        epci=_options((name, name) for name in epci),
        left=_options(every, chosen=str(compared.reference)),
        right=_options(every, chosen=(others or every)[0][0]),
        listed=_options(others or every),
        sites=sites_html(told),
        moves=moves_html(told),
        epci_access=epci_html(told),
        epci_bills=bill_html(told, bills=told.epci_bills, payer="EPCI"),
        funder_bills=bill_html(told, bills=told.funder_bills, payer="financeur"),
        notes=bullets(page.notes),
        sources=bullets(page.sources),
        credits=escape(" ; ".join(page.credits)),
    )


def _fictitious(told: Told) -> list[str]:
    territory = told.compared.territory
    known = "Territoire d'exemple : tout ou partie des lieux sont fictifs."
    supposed = [f"{SUPPOSED_SIEGE}."] if territory.supposed_siege else []
    return [*([known] if territory.fictitious else []), *supposed]


def _options(pairs: Iterable[tuple[str, str]], *, chosen: str = "") -> str:
    return "".join(
        f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>'
        f"{escape(label)}</option>"
        for key, label in pairs
    )
