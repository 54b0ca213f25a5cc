"""The HTML page: self-contained, safe, light, the same twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import shapely

from placement.territory import Counted
from placement.viz import MapContent, MapContext, Reach, Source, render_map
from placement.viz.embedding import leaflet_script, leaflet_style
from placement.viz.payload import communes_geojson, map_payload
from placement.viz.surroundings import MainRoads, surroundings_of

from .drawn_context import needs_of
from .examples import large_content, small_content

HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=hacked=1>"


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one element."""
        self.found.append((tag, dict(attrs)))

    def named(self, *names: str) -> Iterator[dict[str, str | None]]:
        """Attributes of the elements of these names."""
        return (attributes for tag, attributes in self.found if tag in names)


@pytest.fixture(scope="module")
def page() -> str:
    return render_map(small_content())


def test_nothing_is_fetched(page: str) -> None:
    """No script, style sheet, picture or frame comes from elsewhere; the policy forbids it too."""
    tags = Tags(page)
    assert not any(True for _ in tags.named("link", "iframe", "img", "object", "embed"))
    assert not any("src" in attributes for attributes in tags.named("script"))
    assert "@import" not in page
    styles = "".join(re.findall(r"<style>.*?</style>", page, flags=re.S))
    assert not re.search(r"url\((?!#)", styles)
    policy = next(a for a in tags.named("meta") if a.get("http-equiv"))
    assert str(policy["content"]).startswith("default-src 'none'")


def test_the_only_addresses_are_the_optional_backgrounds(page: str) -> None:
    """Beside the comments and credits of Leaflet itself, two tile servers."""
    ours = page.replace(leaflet_script(), "").replace(leaflet_style(), "")
    hosts = set(re.findall(r"https?://([a-z0-9.]+)", ours))
    assert hosts == {"data.geopf.fr", "tile.openstreetmap.org"}


def test_the_page_is_french_and_titled(page: str) -> None:
    """lang, title, a viewport that lets people zoom."""
    tags = Tags(page)
    assert next(tags.named("html"))["lang"] == "fr"
    assert "<title>À moyens constants – Mission Locale du Val</title>" in page
    viewport = next(a for a in tags.named("meta") if a.get("name") == "viewport")
    assert viewport["content"] == "width=device-width, initial-scale=1"


def test_names_cannot_become_code() -> None:
    """A site named like a script stays text, in the page and in its title."""
    content = replace(
        small_content(site_name=HOSTILE),
        scenario_title=HOSTILE,
        sources=(Source(HOSTILE, HOSTILE),),
        warnings=(HOSTILE,),
    )
    html = render_map(content)
    count = sum(1 for _ in Tags(render_map(small_content())).named("script"))
    assert sum(1 for _ in Tags(html).named("script")) == count
    assert not any(True for _ in Tags(html).named("img"))
    assert HOSTILE not in html


def test_twice_the_same_bytes(page: str) -> None:
    """A rerun with the same content and date changes nothing."""
    assert render_map(small_content()) == page


def test_the_date_is_on_the_map(page: str) -> None:
    """The same content another day is another map."""
    assert "1er mars 2025" in page


def test_the_largest_territory_stays_under_five_megabytes() -> None:
    """180 communes of 120 corners and 400 sites, the communes around, roads, needs, isochrones."""
    content = large_content()
    roads = MainRoads(("motorway", "primary"), (_winding(20), _winding(50)))
    reach = tuple(
        Reach(minutes, shapely.Point(2.7, 50.7).buffer(minutes / 60, quad_segs=2_000))
        for minutes in (45, 30, 15)
    )
    context = MapContext(
        surroundings=surroundings_of(content.territory, roads=roads),
        needs=needs_of(content.territory),
        reach_today=reach,
        reach_planned=reach,
    )
    assert len(render_map(replace(content, context=context)).encode()) < 5_000_000


def _winding(count: int) -> shapely.MultiLineString:
    """So many roads of 400 bends too wide for any simplification."""
    x, bend = np.linspace(1.9, 2.5, 400), 0.04 * (np.arange(400) % 2)
    return shapely.MultiLineString(
        [np.column_stack([x, 50.1 + n / 10_000 + bend]) for n in range(count)]
    )


def test_roads_beyond_what_a_page_carries_go_the_narrowest_first() -> None:
    """30 000 corners at most, and the motorways stay."""
    territory = large_content(communes=9, sites=9).territory
    drawn = surroundings_of(
        territory, roads=MainRoads(("motorway", "primary"), (_winding(10), _winding(200)))
    ).roads
    assert drawn is not None
    assert drawn.classes == ("motorway",)
    one = MainRoads(("primary",), (_winding(200),))
    alone = surroundings_of(territory, roads=one).roads
    assert alone is not None
    assert 0 < shapely.get_num_coordinates(alone.lines[0]) <= 30_000


def test_coordinates_have_five_decimals() -> None:
    """A metre is enough; the rest is weight."""
    text = json.dumps(communes_geojson(small_content()))
    assert re.search(r"\d\.\d{1,5}\b", text)
    assert not re.search(r"\d\.\d{6,}", text)


@pytest.mark.parametrize(
    "notice",
    [
        "Temps estimés, sans réseau routier",
        "Données fictives, pour l'exemple",
        "Effectifs 16-25 ans estimés",
    ],
)
def test_what_is_estimated_or_invented_is_said_on_the_face(notice: str) -> None:
    """A reader of a screenshot knows it."""
    assert notice in map_payload(small_content())["notices"]


def test_measured_times_are_not_called_estimated() -> None:
    """The notice follows the network."""
    payload = map_payload(replace(small_content(), estimated_times=False))
    assert not any("Temps estimés" in notice for notice in payload["notices"])


def caseload(*, estimated: bool) -> MapContent:
    """Build a map of the young people whom the Mission Locale follows."""
    content = small_content()
    people = replace(content.territory.demand, counted=Counted.CASELOAD, estimated=estimated)
    return replace(content, territory=replace(content.territory, demand=people))


@pytest.mark.parametrize("estimated", [True, False])
def test_a_caseload_is_never_called_the_16_to_25(estimated: bool) -> None:
    """The words, and the notice that the map stays in the house."""
    payload = map_payload(caseload(estimated=estimated))
    assert payload["young"]["sentence"] == "jeunes suivis"
    assert payload["young"]["heading"] == "Jeunes suivis"
    assert "Effectifs d'i-milo : carte à usage interne" in payload["notices"]
    assert not any("16-25" in notice for notice in payload["notices"])
    assert any("estimés" in n and "Effectifs" in n for n in payload["notices"]) is estimated
    assert map_payload(small_content())["young"]["heading"] == "Jeunes de 16 à 25 ans"


def test_the_captive_public_is_told_in_total_and_nowhere_by_name() -> None:
    """A line of the panel; none where there is no such public."""
    content = small_content()
    facts = dict(map_payload(content)["facts"])
    assert facts["Dont public captif, par an"] == "52 demi-journées, 9\u202f100\u202f€"
    none = replace(content, plan=replace(content.plan, fixed_cost_eur=0.0, fixed_half_days=0.0))
    assert "Dont public captif, par an" not in dict(map_payload(none)["facts"])


def test_what_is_not_checked_is_said_and_lists_that_are_cut_say_where_to_read() -> None:
    """Sentences with a capital and a full stop; the name of a file keeps its case."""
    content = replace(
        small_content(), warnings=("rien à Besson et 12 autres", "communes.csv en compte 126.")
    )
    unchecked, *others = map_payload(content)["warnings"]
    assert "rendez-vous" in unchecked
    assert "emploi du temps" in unchecked
    assert "Rien à Besson et 12 autres." in others
    assert "Le fichier communes.csv en compte 126." in others
    assert "sites.csv et communes.csv" in others[-1]
    assert not any("abrégées" in one for one in map_payload(small_content())["warnings"])


def test_how_it_was_computed_is_a_matter_of_method() -> None:
    """The engine is no key figure: it stands with the sources."""
    payload = map_payload(small_content())
    assert payload["engine"] == "pulp 3.3.2 + HiGHS 1.15.1"
    assert "Calcul" not in dict(payload["facts"])


def test_status_gap_and_budget_are_told() -> None:
    """An unknown gap is not written at all."""
    content = small_content()
    facts = dict(map_payload(content)["facts"])
    assert facts["Résultat"] == "Optimum prouvé"
    assert facts["Écart à l'optimum"] == "aucun"
    assert facts["Budget annuel"] == "200\u202f000\u202f€"
    later = replace(content.facts, gap=0.0123)
    told = dict(map_payload(replace(content, facts=later))["facts"])
    assert told["Écart à l'optimum"] == "au plus 1,23\u202f%"
    unknown = replace(content, facts=replace(content.facts, gap=None), budget_eur=None)
    assert not {"Écart à l'optimum", "Budget annuel"} & set(dict(map_payload(unknown)["facts"]))


def test_the_payload_is_strict_json() -> None:
    """No NaN reaches the page: absent is null."""
    content = small_content()
    for document in (map_payload(content), communes_geojson(content)):
        json.dumps(document, allow_nan=False)


def test_today_alone_offers_no_comparison() -> None:
    """The scenario « existant » is today's network: nothing to compare."""
    same: MapContent = small_content(plan_differs=False)
    assert map_payload(same)["unchanged"] is True
    assert map_payload(small_content())["unchanged"] is False
