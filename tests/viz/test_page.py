"""The HTML page: self-contained, safe, light, the same twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from placement.errors import OutputError
from placement.viz import MapContent, Source, render_map, write_map
from placement.viz.folium_map import _leaflet_script, _leaflet_style
from placement.viz.payload import communes_geojson, map_payload

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
    ours = page.replace(_leaflet_script(), "").replace(_leaflet_style(), "")
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
    """180 communes of 120 corners and 400 sites."""
    assert len(render_map(large_content()).encode()) < 5_000_000


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


def test_written_whole(tmp_path: Path, page: str) -> None:
    """The file holds the page, its folder is made, and nothing else is left there."""
    path = write_map(small_content(), path=tmp_path / "moulins" / "carte.html")
    assert path.read_text(encoding="utf-8") == page
    assert [one.name for one in path.parent.iterdir()] == ["carte.html"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file stands where a folder is needed: one French message, nothing half-written."""
    blocker = tmp_path / "bloc"
    blocker.write_text("x")
    with pytest.raises(OutputError, match="impossible d'écrire la carte"):
        write_map(small_content(), path=blocker / "carte.html")
    assert list(tmp_path.iterdir()) == [blocker]


def test_a_failed_replacement_keeps_the_old_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails at the last moment: the old map is whole and no temporary file stays."""
    path = write_map(small_content(), path=tmp_path / "carte.html")
    old = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError):
        write_map(small_content(plan_differs=False), path=path)
    assert path.read_bytes() == old
    assert [one.name for one in tmp_path.iterdir()] == ["carte.html"]


def test_today_alone_offers_no_comparison() -> None:
    """The scenario « existant » is today's network: nothing to compare."""
    same: MapContent = small_content(plan_differs=False)
    assert map_payload(same)["unchanged"] is True
    assert map_payload(small_content())["unchanged"] is False
