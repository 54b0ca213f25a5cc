"""Maps 1 to 5: the network and the young people of today."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

from placement.cartography.shades import (
    NO_ACCESS,
    NO_YOUNG,
    UNATTACHED,
    UNKNOWN_NEED,
    WITHHELD,
    YOUNG_SHADES,
    access_class,
    access_shades,
    need_shades,
    time_bounds,
)
from placement.cartography.signs import kinds_told, today_signs
from placement.cartography.theme import Circle, Shade, Theme
from placement.cartography.words import (
    HALF_DAY_NOTE,
    completed,
    counted_young,
    dated,
    short_rhythm,
    time_figures,
    without_access,
)
from placement.errors import cite
from placement.evaluate import EVERYBODY
from placement.french import percent, plural, whole
from placement.needs import NeedsOutcome, class_of
from placement.viz import MapContent
from placement.viz.counts import commune_counts, share_without
from placement.viz.layers import column, commune_layer

__all__ = [
    "access_classes",
    "access_theme",
    "car_bounds",
    "needs_theme",
    "sites_theme",
    "young_theme",
]

_HALF: Final = 50.0
_PUBLICS: Final = {
    "voiture": ("en voiture", "jeunes qui ont une voiture"),
    "sans_voiture": ("sans voiture", "jeunes majeurs sans voiture"),
}
_NAMED: Final = 3

Row = Mapping[Hashable, Any]


def sites_theme(content: MapContent) -> Theme:
    """Map 1: the sites of today and when they are open."""
    signs = today_signs(content, rhythms=True)
    services = [mark.today for mark in content.sites]
    told = content.baseline.indicators[EVERYBODY]
    figures = (
        ("Lieux ouverts", kinds_told(services)),
        ("Demi-journées par an", whole(content.baseline.half_days)),
        without_access(told, shown=content.shown),
    )
    title = "Les lieux d'accueil d'aujourd'hui et leurs jours d'ouverture"
    subtitle = dated(content, what="lieux ouverts au public")
    named = {service.recurrence for service in services if service is not None}
    list_of_sites = " ; ".join(
        f"{mark.site.name} ({mark.today.recurrence})" for mark in content.sites if mark.today
    )
    shades = (Shade(YOUNG_SHADES[0].colour, "commune du territoire"),)
    classes = {commune.code: 0 for commune in content.territory.communes}
    shortened = any(short_rhythm(text) != text for text in named)
    return completed(
        Theme(
            number="1",
            title=title,
            subtitle=subtitle,
            legend_title="",
            shades=shades,
            shade_of=classes,
            figures=figures,
            notes=(HALF_DAY_NOTE,) if shortened else (),
            sites=signs,
        ),
        content=content,
        sentences=(f"Lieux : {list_of_sites}.",),
    )


def young_theme(content: MapContent) -> Theme:
    """Map 2: how many young people live in each commune."""
    layer = commune_layer(content)
    who = counted_young(content)
    classes: dict[str, int] = {}
    circles = []
    for row in layer.to_dict("records"):
        number = commune_counts(row, content=content)["young"][0]
        classes[row["code"]] = WITHHELD if number is None else 0
        if number:
            circles.append(Circle(row["code"], row["lon"], row["lat"], float(number)))
    circles.sort(key=lambda circle: (-circle.value, circle.key))
    names = dict(zip(layer["code"], layer["nom"], strict=True))
    figures = (
        (who[:1].upper() + who[1:], whole(content.shown.rounded(content.territory.demand.total))),
        ("Communes", whole(len(layer))),
        without_access(content.baseline.indicators[EVERYBODY], shown=content.shown),
    )
    title = f"Où vivent les {who}"
    subtitle = dated(content, what="effectif par commune")
    used = YOUNG_SHADES if WITHHELD in classes.values() else YOUNG_SHADES[:WITHHELD]
    first = ", ".join(f"{names[one.key]} ({whole(one.value)})" for one in circles[:_NAMED])
    return completed(
        Theme(
            number="2",
            title=title,
            subtitle=subtitle,
            legend_title="",
            shades=used,
            shade_of=classes,
            figures=figures,
            circles=tuple(circles),
            circle_title=f"Nombre de {who}",
        ),
        content=content,
        sentences=(f"Les plus nombreux : {first}.",),
    )


def access_theme(content: MapContent, *, number: str, public: str, bounds: Sequence[int]) -> Theme:
    """Tell the time to the site where a public is received today: maps 3 and 4."""
    how, whom = _PUBLICS[public]
    kept = public if public in content.publics else EVERYBODY
    classes = access_classes(content, state="avant", public=kept, bounds=bounds)
    shades = access_shades(bounds)
    told = content.baseline.indicators[kept]
    figures = (
        *time_figures(told, shown=content.shown),
        without_access(told, shown=content.shown),
    )
    title = f"Temps de trajet {how}, aujourd'hui"
    subtitle = dated(
        content, what=f"{whom if kept == public else 'tous les jeunes'}, porte à porte"
    )
    return completed(
        Theme(
            number=number,
            title=title,
            subtitle=subtitle,
            legend_title="Trajet moyen des jeunes de la commune, jusqu'au lieu où ils sont reçus",
            shades=shades,
            shade_of=classes,
            figures=figures,
            sites=today_signs(content, rhythms=False),
        ),
        content=content,
    )


def car_bounds(content: MapContent) -> tuple[int, ...]:
    """Choose the classes of times of an atlas by those of today's car trips."""
    public = "voiture" if "voiture" in content.publics else EVERYBODY
    return time_bounds(commune_layer(content)[_trip("avant", public)].tolist())


def _trip(state: str, public: str) -> str:
    return column(state, measure="trajet", public=public)


def access_classes(
    content: MapContent, *, state: str, public: str, bounds: Sequence[int]
) -> dict[str, int]:
    """Class each commune by the trip of a public, before (« avant ») or after (« apres »)."""
    classes = {}
    for row in commune_layer(content).to_dict("records"):
        special = _not_a_time(row, content=content, state=state, public=public)
        time_min = float(row[_trip(state, public)])
        classes[str(row["code"])] = (
            access_class(time_min, bounds=bounds) if special is None else special
        )
    return classes


def _not_a_time(row: Row, *, content: MapContent, state: str, public: str) -> int | None:
    if not row[f"suivis_{public}"] > 0:
        return UNATTACHED if row[f"jeunes_{public}"] > 0 else NO_YOUNG
    left_out = share_without(row, state=state, public=public, content=content)
    return NO_ACCESS if left_out is not None and left_out >= _HALF else None


def needs_theme(content: MapContent, *, needs: NeedsOutcome) -> Theme:
    """Map 5: where young people are most in need of a door, and the priority neighbourhoods."""
    index, places = needs.index, needs.measured.places
    shades = need_shades(index.bounds)
    ranks = [class_of(float(value), bounds=index.bounds) for value in index.index.tolist()]
    classes = {
        code: UNKNOWN_NEED if rank is None else rank
        for code, rank in zip(places.commune_code.tolist(), ranks, strict=True)
    }
    figures = (
        ("Critères retenus", whole(len(index.criterion_id))),
        ("Quartiers prioritaires (QPV)", whole(len(content.territory.priority_areas))),
        without_access(content.baseline.indicators[EVERYBODY], shown=content.shown),
    )
    title = "Les besoins des jeunes et les quartiers prioritaires"
    subtitle = dated(content, what="indice de besoins, de 0 à 100, communes comparées entre elles")
    first = [str(places.name[at]) for at in index.order[:_NAMED].tolist()]
    told = (_criteria(needs), *_undrawn(content))
    return completed(
        Theme(
            number="5",
            title=title,
            subtitle=subtitle,
            legend_title="Besoin (indice)",
            shades=shades,
            shade_of=classes,
            figures=figures,
            notes=told,
            sites=today_signs(content, rhythms=False),
            areas=tuple(
                area.geometry
                for area in content.territory.priority_areas
                if area.geometry is not None
            ),
            area_label="quartier prioritaire (QPV)",
            town_rank=tuple(places.commune_code[index.order].tolist()),
        ),
        content=content,
        sentences=(f"Besoin le plus grand : {', '.join(first)}.", *told),
    )


def _criteria(needs: NeedsOutcome) -> str:
    kept = [row for row in needs.weight_rows() if row.kept > 0]
    told = ", ".join(f"{row.criterion.label.lower()} {percent(row.kept)}" for row in kept)
    return f"Poids des critères : {told}."


def _undrawn(content: MapContent) -> tuple[str, ...]:
    """Name the priority neighbourhoods that no file draws: the map cannot show them."""
    names = {commune.code: commune.name for commune in content.territory.communes}
    lost = [
        f"{area.name} ({names[area.commune_code]})"
        for area in content.territory.priority_areas
        if area.geometry is None
    ]
    if not lost:
        return ()
    count = plural(
        len(lost),
        one="quartier prioritaire sans contour connu n'est pas dessiné",
        many="quartiers prioritaires sans contour connu ne sont pas dessinés",
    )
    return (f"{count} : {cite(lost)}.",)
