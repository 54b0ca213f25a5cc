"""``besoins.html``: the needs index on one self-contained page that opens with no internet."""

from __future__ import annotations

from html import escape
from string import Template
from typing import Any, Final

from placement.french import long_date, plural
from placement.needs import NeedsOutcome
from placement.viz.embedding import asset, leaflet_script, leaflet_style, script_json
from placement.viz.needs_payload import LISTED, needs_payload
from placement.viz.needs_views import needs_views
from placement.viz.needs_words import (
    method_html,
    notices,
    robustness_html,
    sources_html,
    weights_html,
)

__all__ = ["render_needs"]

_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
_SCRIPTS: Final = ("js/format.js", "js/patterns.js", "besoins/besoins.js")
_PAGE: Final = Template(
    '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="$policy">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>$title</title>\n<style>$styles</style>\n<script>$leaflet</script>\n</head>\n<body>\n"
    "$body\n<script>\nwindow.placementCarte = (function () {\n$code\n"
    "return placementBesoins;\n})();\n"
    "window.placementCarte.start($payload);\n</script>\n</body>\n</html>\n"
)


def render_needs(outcome: NeedsOutcome) -> str:
    """Render the whole page; the same outcome gives the same bytes."""
    title = f"Indice de besoins – {outcome.territory.title}"
    return _PAGE.substitute(
        policy=_POLICY,
        title=escape(title),
        styles=leaflet_style() + asset("carte.css") + asset("besoins/besoins.css"),
        leaflet=leaflet_script(),
        body=_body(outcome),
        code="\n".join(asset(name) for name in _SCRIPTS),
        payload=script_json(needs_payload(outcome)),
    )


def _body(outcome: NeedsOutcome) -> str:
    cells = outcome.measured.places.cells
    count = len(outcome.measured.places.id)
    cut = f" ; les {LISTED} premiers seulement" if count > LISTED else ""
    words = ("carreaux", "carreau", "Carreau") if cells else ("communes", "commune", "Commune")
    compared = plural(count, one=words[1], many=words[0])
    return Template(asset("besoins/page.html")).substitute(
        territory=escape(outcome.territory.title),
        title=f"Besoins des jeunes, par {words[1]}",
        subtitle=f"Profil {outcome.profile.value} · {long_date(outcome.date)}",
        views="".join(_choice(view) for view in needs_views(outcome)),
        list_title=f"Classement : {compared}{cut}",
        place_word=words[2],
        list_note="Le premier rang est le besoin le plus élevé. Choisissez un nom pour le voir sur "
        "la carte. Tous les chiffres sont dans besoins.csv.",
        weights=weights_html(outcome),
        robustness=robustness_html(outcome),
        method=method_html(outcome),
        sources=sources_html(outcome.sources),
        map_title="Indice de besoins",
        notices="".join(f"<li>{escape(text)}</li>" for text in notices(outcome)),
        credits=_credits(outcome),
    )


def _choice(view: dict[str, Any]) -> str:
    label = view["label"] if view["weighs"] else f"{view['label']} (hors indice)"
    return f'<option value="{escape(view["id"])}">{escape(label)}</option>'


def _credits(outcome: NeedsOutcome) -> str:
    owners = dict.fromkeys(one.owner for one in outcome.sources)
    return f"Carte du {long_date(outcome.date)}. Sources : {escape(' ; '.join(owners))}."
