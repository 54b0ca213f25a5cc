"""The page in a real browser with the network cut: read, clicked, typed, looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from placement.evaluate import Evaluation
from placement.territory import Counted
from placement.viz import MapContent, MapContext, Timetable, render_map

from .chromium import Tab, shades
from .examples import large_content, small_content

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HOSTILE = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"


def show(
    tab: Tab, content: MapContent, *, folder: Path, width: int = 1400, height: int = 900
) -> Path:
    path = folder / "carte.html"
    path.write_text(render_map(content), encoding="utf-8")
    tab.errors.clear()
    tab.requests.clear()
    tab.open(path, width=width, height=height)
    return path


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1024, 768), (390, 844)])
def test_opens_without_network_nor_complaint(
    tab: Tab, tmp_path: Path, width: int, height: int
) -> None:
    """No console error, no request beside the file itself, a picture that is not blank."""
    path = show(tab, small_content(), folder=tmp_path, width=width, height=height)
    picture = tab.screenshot()
    assert tab.errors == []
    assert set(tab.requests) <= {path.as_uri()}
    assert shades(picture) > 200
    assert tab.evaluate("document.title") == "À moyens constants – Mission Locale du Val"
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1024, 768), (390, 844)])
def test_the_mention_of_openstreetmap_is_never_cut(
    tab: Tab, tmp_path: Path, width: int, height: int
) -> None:
    """Every letter of the credits is within the map, clear of the legend and of the scale."""
    long = (
        "réseau routier : extrait d'Auvergne et de Bourgogne, © les contributeurs d'OpenStreetMap"
    )
    content = replace(small_content(), credits=(f"{long}, ODbL", "Insee (recensement 2021)", "IGN"))
    show(tab, content, folder=tmp_path, width=width, height=height)
    told = tab.evaluate("""(() => {
        const node = document.getElementById("credits");
        const box = (id) => document.querySelector(id).getBoundingClientRect();
        const [at, legend, scale] = ["#credits", "#legende", ".leaflet-control-scale"].map(box);
        const apart = (a, b) => a.right <= b.left || b.right <= a.left
            || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
        return { text: node.innerText, whole: node.scrollHeight <= node.clientHeight + 1,
                 clear: [legend, scale].every((other) => apart(at, other)),
                 inside: at.left >= 0 && at.right <= innerWidth && at.bottom <= innerHeight };
    })()""")
    assert "OpenStreetMap, ODbL" in told["text"]
    assert (told["whole"], told["clear"], told["inside"]) == (True, True, True)


def test_a_closed_site_never_hides_an_open_neighbour(tab: Tab, tmp_path: Path) -> None:
    """At the very same place the cross steps aside, and stands under the open one."""
    content = small_content()
    valbourg, closed, opened = content.sites
    moved = replace(closed, site=replace(closed.site, lon=opened.site.lon, lat=opened.site.lat))
    show(tab, replace(content, sites=(valbourg, moved, opened)), folder=tmp_path)
    told = """[...document.querySelectorAll(".mark")].map((node) => {
        const box = node.getBoundingClientRect();
        return [node.ariaLabel, box.x + box.width / 2, box.y + box.height / 2,
                box.width, Number(node.style.zIndex)];
    })"""
    for _ in range(2):
        marks = {row[0]: row[1:] for row in tab.evaluate(told)}
        x, y, size, level = marks["Lieu fermé : Le Mont"]
        other_x, other_y, other_size, other_level = marks["Permanence : Loin-sur-Besbre"]
        assert level < other_level
        assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 >= 0.4 * (size + other_size)
        tab.evaluate("placementCarte.page.map.setZoom(12, { animate: false }) && true")
    assert tab.errors == []


def test_a_caseload_is_called_so_everywhere(tab: Tab, tmp_path: Path) -> None:
    """Titles, legend, popup: « jeunes suivis », and no « 16 à 25 ans » is left."""
    content = small_content()
    people = replace(content.territory.demand, counted=Counted.CASELOAD)
    content = replace(content, territory=replace(content.territory, demand=people))
    show(tab, content, folder=tmp_path)
    tab.evaluate('placementCarte.page.set({ theme: "jeunes" }); placementCarte.page.show(0)')
    text = tab.evaluate("document.body.innerText")
    assert "Où vivent les jeunes suivis" in text
    assert "16-25" not in text
    assert "16 à 25" not in text
    assert tab.evaluate('document.querySelector(".leaflet-popup-content thead").innerText').count(
        "Jeunes suivis"
    )


def test_young_people_off_the_roads_are_not_called_absent(tab: Tab, tmp_path: Path) -> None:
    """A commune whose young people could not be attached has its own line in the legend."""
    content = small_content()
    kept = content.plan.place_id != "03002"
    first, second = (attached(told, kept=kept) for told in (content.baseline, content.plan))
    show(tab, replace(content, baseline=first, plan=second), folder=tmp_path)
    legend = tab.evaluate('document.getElementById("legende").innerText')
    assert "jeunes non rattachés au réseau" in legend
    assert "pas de jeunes" not in legend


def attached(told: Evaluation, *, kept: NDArray[np.bool_]) -> Evaluation:
    """Keep the segments that a road reaches; indicators as though they were everybody's."""
    names = ("segment_id", "place_id", "profile", "young", "option_id", "site_id")
    names += ("raw_time_s", "access_time_s", "within_reach")
    arrays = {name: getattr(told, name)[kept] for name in names}
    young, where = arrays["young"], arrays["profile"]
    served = arrays["option_id"] != ""
    groups = {key: (where == key) | (key == "tous") for key in told.indicators}
    indicators = {
        key: replace(
            told.indicators[key],
            young=float(young[rows].sum()),
            without_access=float(young[rows & ~served].sum()),
        )
        for key, rows in groups.items()
    }
    return replace(told, **arrays, indicators=indicators)


def test_every_control_answers(tab: Tab, tmp_path: Path) -> None:
    """Each radio and box is clicked in turn; the map follows and nothing complains."""
    show(tab, small_content(), folder=tmp_path)
    clicked = tab.evaluate("""
        [...document.querySelectorAll(".page input[name]:not([name=background])")].map((input) => {
          input.disabled || input.click();
          return input.name;
        }).length""")
    assert clicked >= 15
    for summary in ("#tableau", "#sources"):
        tab.evaluate(f'document.querySelector("{summary} > summary").click()')
    tab.wait('document.querySelectorAll("#tableau tbody tr").length === 4')
    assert tab.errors == []


def test_the_theme_changes_map_title_and_legend(tab: Tab, tmp_path: Path) -> None:
    """Today, scenario, difference and young people each say what they show."""
    show(tab, small_content(), folder=tmp_path)
    seen = tab.evaluate("""
        ["avant", "apres", "ecart", "jeunes"].map((theme) => {
          document.querySelector(`input[name=theme][value=${theme}]`).click();
          const fills = [...document.querySelectorAll(".leaflet-overlay-pane path")];
          return [document.getElementById("titre").textContent,
                  document.querySelector(".legend h3").textContent,
                  fills.map((path) => path.getAttribute("fill")).join()];
        })""")
    for position in range(3):
        assert len({row[position] for row in seen}) >= 3, seen
    assert seen[0][0] == "Aujourd'hui"
    assert "À moyens constants" in seen[2][0]


def test_a_closed_and_a_new_site_are_told_by_shape(tab: Tab, tmp_path: Path) -> None:
    """Labels name the symbol; the scenario shows the cross, today does not."""
    show(tab, small_content(), folder=tmp_path)
    labels = '[...document.querySelectorAll(".mark")].map((node) => node.ariaLabel).sort()'
    assert tab.evaluate(labels) == [
        "Lieu fermé : Le Mont",
        "Permanence : Loin-sur-Besbre",
        "Siège : Valbourg",
    ]
    tab.evaluate('placementCarte.page.set({ theme: "avant" })')
    assert tab.evaluate(labels) == ["Permanence : Le Mont", "Siège : Valbourg"]


def test_popups_tell_hours_cost_and_change(tab: Tab, tmp_path: Path) -> None:
    """A click on the new site, in French, with figures and the quality of its position."""
    show(tab, small_content(), folder=tmp_path)
    tab.evaluate('document.querySelector("[aria-label^=Permanence]").click()')
    text = tab.evaluate('document.querySelector(".leaflet-popup-content").innerText')
    for words in ("1 journée par semaine", "€", "demi-journées par an", "nouveau lieu", "mairie"):
        assert words in text
    assert tab.evaluate('document.querySelector(".leaflet-popup-close-button").ariaLabel') == (
        "Fermer"
    )


@pytest.mark.parametrize("width", [1400, 360])
def test_popups_tell_the_timetable(tab: Tab, tmp_path: Path, width: int) -> None:
    """Line by line, in the plan and not in today's network, within a phone's width too."""
    drawn = small_content()
    opened = next(mark.site.id for mark in drawn.sites if mark.change == "ouvert")
    lines = ("mardi matin, semaines 1 et 3 : CISP A", "jeudi, chaque semaine : CISP B <b>et</b> C")
    told = Timetable(dt.date(2026, 1, 5), {opened: lines, "ailleurs": ("lundi",)})
    show(
        tab,
        replace(drawn, context=MapContext(timetable=told)),
        folder=tmp_path,
        width=width,
    )
    tab.evaluate('document.querySelector("[aria-label^=Permanence]").click()')
    listed = "[...document.querySelectorAll('ul.timetable li')].map((line) => line.innerText)"
    assert tab.evaluate(listed) == list(lines)
    text = tab.evaluate('document.querySelector(".leaflet-popup-content").innerText')
    assert "Calendrier de quatre semaines, à partir du lundi 5 janvier 2026" in text
    box = "document.querySelector('.leaflet-popup').getBoundingClientRect()"
    assert tab.evaluate(f"{box}.width") <= width
    tab.evaluate('document.querySelector("[aria-label^=Siège]").click()')
    tab.wait("document.querySelector('.leaflet-popup-content h3').innerText.includes('Valbourg')")
    assert tab.evaluate(listed) == []


def test_a_stop_of_the_van_has_its_own_symbol_and_its_visits(tab: Tab, tmp_path: Path) -> None:
    """Neither a permanence nor its words: a van in the legend, its days in the popup."""
    drawn = small_content()
    marks = tuple(
        replace(mark, planned=replace(mark.planned, van=True))
        if mark.change == "ouvert" and mark.planned is not None
        else mark
        for mark in drawn.sites
    )
    (stop,) = [mark for mark in marks if mark.change == "ouvert"]
    visits = {stop.site.id: ("mardi, semaines 1 et 3, 9 h 04 à 11 h 34, jour de marché",)}
    content = replace(drawn, sites=marks, context=MapContext(visits=visits))
    show(tab, content, folder=tmp_path)
    tab.evaluate("document.querySelector(\"[aria-label^='Arrêt du camion']\").click()")
    text = tab.evaluate('document.querySelector(".leaflet-popup-content").innerText')
    assert "Passages du camion, sur quatre semaines" in text
    assert "mardi, semaines 1 et 3, 9 h 04 à 11 h 34, jour de marché" in text
    legend = tab.evaluate("document.body.innerText")
    assert "Arrêt du camion" in legend


def test_a_map_of_today_alone_tells_its_timetable(tab: Tab, tmp_path: Path) -> None:
    """Where the plan is today's network, its popups have the timetable all the same."""
    drawn = small_content(plan_differs=False)
    told = Timetable(dt.date(2026, 1, 5), {mark.site.id: ("lundi",) for mark in drawn.sites})
    show(tab, replace(drawn, context=MapContext(timetable=told)), folder=tmp_path)
    tab.evaluate('document.querySelector("[aria-label^=Siège]").click()')
    assert tab.evaluate("document.querySelector('ul.timetable').innerText") == "lundi"


def test_a_commune_tells_times_and_destinations(tab: Tab, tmp_path: Path) -> None:
    """From the table, by name: times by public before and after, and who goes where."""
    show(tab, small_content(), folder=tmp_path)
    tab.evaluate('document.querySelector("#tableau > summary").click()')
    tab.wait('document.querySelector("#tableau button")')
    tab.evaluate("""[...document.querySelectorAll("#tableau button")]
        .find((button) => button.textContent === "Loin-sur-Besbre").click()""")
    text = tab.evaluate('document.querySelector(".leaflet-popup-content").innerText')
    for words in ("Loin-sur-Besbre", "Sans voiture", "sans accès", "Irait à", "Aujourd'hui"):
        assert words in text
    assert tab.errors == []


def test_the_keyboard_is_enough(tab: Tab, tmp_path: Path) -> None:
    """Tab reaches the themes, arrows change them, Enter opens a site."""
    show(tab, small_content(), folder=tmp_path)
    for _ in range(12):
        tab.press("Tab", code="Tab", number=9)
        if tab.evaluate('document.activeElement.name === "theme"'):
            break
    tab.press("ArrowRight", code="ArrowRight", number=39)
    assert tab.evaluate("placementCarte.page.state.theme") == "ecart"
    tab.evaluate('document.querySelector("[aria-label^=Siège]").focus()')
    tab.press("Enter", code="Enter", number=13, text="\r")
    tab.wait('document.querySelector(".leaflet-popup-content")')
    assert tab.errors == []


def test_a_hostile_name_is_shown_as_text(tab: Tab, tmp_path: Path) -> None:
    """A site named like a script appears letter by letter, and runs nothing."""
    show(tab, small_content(site_name=HOSTILE), folder=tmp_path)
    tab.evaluate('document.querySelector("[aria-label^=Siège]").click()')
    assert tab.evaluate('document.querySelector(".leaflet-popup-content h3").textContent') == (
        HOSTILE
    )
    assert tab.evaluate("window.hacked === undefined")
    assert tab.errors == []


def test_a_background_out_of_reach_gives_way(tab: Tab, tmp_path: Path) -> None:
    """Without internet the choice goes back to « Aucun », with a word of explanation."""
    show(tab, small_content(), folder=tmp_path)
    for choice in ("ign", "osm"):
        tab.evaluate(f'document.querySelector("input[value={choice}]").click()')
        tab.wait('placementCarte.page.state.background === "aucun"')
        assert "pas joignable" in tab.evaluate('document.getElementById("message").textContent')
        assert tab.evaluate('document.querySelector("input[value=aucun]").checked')


def test_names_never_overlap_and_the_largest_map_is_quick(tab: Tab, tmp_path: Path) -> None:
    """180 communes and 400 sites: a change of theme redraws in under a second."""
    show(tab, large_content(), folder=tmp_path)
    boxes = tab.evaluate("""[...document.querySelectorAll(".name")].map((node) => {
        const box = node.getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom];
    })""")
    assert len(boxes) > 5
    for position, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:position]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart
    spent = tab.evaluate("""(() => {
        const start = performance.now();
        placementCarte.page.set({ theme: "ecart", candidates: true, links: true });
        return performance.now() - start;
    })()""")
    assert spent < 1000
    assert tab.errors == []
