"""What each map tells, before any drawing: numbers, classes, words, alternative texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from placement.cartography import Round, Stop
from placement.cartography.atlas import PrintedMap, atlas_themes
from placement.cartography.plans import change_theme, letter
from placement.cartography.shades import WITHHELD
from placement.cartography.theme import Mark, Shape
from placement.cartography.today import sites_theme, young_theme
from placement.cartography.words import short_name, short_rhythm
from placement.errors import PlacementError
from placement.evaluate import EVERYBODY
from placement.french import whole
from placement.privacy import Profile
from placement.territory import Counted, Protection
from tests.cartography.atlases import atlas, losing_content, titled
from tests.viz.examples import large_content, small_content


def test_maps_are_numbered_as_boards_expect() -> None:
    """1 to 4, then a scenario a letter from 6 on, then gains and losses, one a scenario."""
    one = atlas(small_content())
    assert [theme.number for theme in atlas_themes(one)] == ["1", "2", "3", "4", "6", "9"]
    four = atlas(*(titled(small_content(), title=f"Essai {n}") for n in range(4)))
    assert [theme.number for theme in atlas_themes(four)][4:] == [
        "6", "7", "8", "8D", "9A", "9B", "9C", "9D",
    ]  # fmt: skip


def test_a_scenario_that_changes_nothing_is_not_drawn_twice() -> None:
    """Today's network is told by the first maps; it takes no letter."""
    both = atlas(small_content(plan_differs=False), titled(small_content(), title="Autre"))
    titles = [theme.title for theme in atlas_themes(both)]
    assert titles[4] == "Scénario A : autre"
    assert len(titles) == 6


def test_letters_go_on_after_z() -> None:
    """The 27th scenario still has a name."""
    assert [letter(0), letter(2), letter(25), letter(26)] == ["A", "C", "Z", "27"]


def test_every_commune_is_classed_once() -> None:
    """On every map of communes, each commune of the territory has one class that is listed."""
    told = large_content(communes=20, sites=50)
    codes = {commune.code for commune in told.territory.communes}
    for theme in atlas_themes(atlas(told)):
        assert set(theme.shade_of) == codes
        assert set(theme.shade_of.values()) <= set(range(len(theme.shades)))


def test_alternative_texts_tell_title_classes_and_who_is_left_out() -> None:
    """Without seeing a map, its subject, its date and those without access are told."""
    told = losing_content()
    out = whole(told.baseline.indicators[EVERYBODY].without_access)
    for theme in atlas_themes(atlas(told)):
        assert theme.title in theme.alt_text
        assert "1er mars 2025" in theme.alt_text
        assert "Jeunes sans accès" in theme.alt_text
    assert f"Jeunes sans accès : {out} sur" in sites_theme(told).alt_text
    assert "Valbourg (" in sites_theme(told).alt_text


def test_losers_are_named() -> None:
    """The commune whose site closes is classed among the losses, and named."""
    theme = change_theme(losing_content(), rank=0, alone=True)
    assert theme.shade_of == {"03001": 2, "03004": 4}
    assert "Y perdent : Loin-sur-Besbre." in theme.alt_text
    assert dict(theme.figures)["Communes qui perdent"] == "1"


def test_sites_are_told_apart_by_shape_and_mark() -> None:
    """A siège is not a permanence, a closed site is not an open one, colour aside."""
    theme = atlas_themes(atlas(losing_content()))[4]
    signs = {sign.key: (sign.shape, sign.mark) for sign in theme.sites}
    assert signs == {
        "valbourg": (Shape.STAR, Mark.PLAIN),
        "loin": (Shape.DISC, Mark.CROSS),
    }


def test_masked_counts_have_no_circle() -> None:
    """A masked commune is hatched, without circle, and its count is nowhere in the words."""
    told = losing_content()
    hidden = Protection(Profile.INTERNE, frozenset({"03004"}), frozenset({"03004"}), "dit")
    followed = replace(told.territory.demand, counted=Counted.CASELOAD)
    masked = replace(told, territory=replace(told.territory, demand=followed, protection=hidden))
    theme = young_theme(masked)
    assert theme.shade_of["03004"] == WITHHELD
    assert [circle.key for circle in theme.circles] == ["03001"]
    assert "Loin-sur-Besbre" not in theme.alt_text
    assert "03004" in {circle.key for circle in young_theme(told).circles}


def test_rounds_of_the_van_have_the_tenth_map() -> None:
    """Given rounds, map 10 names the halts in order; without, there is none."""
    stop = Stop("Saint-Éloi", 3.1, 46.5, "mardi matin")
    round_ = Round("Tournée du mardi", (stop, Stop("Le Mont", 3.2, 46.5, "mardi après-midi")))
    themes = atlas_themes(replace(atlas(), rounds=(round_,)))
    assert themes[-1].number == "10"
    assert "Saint-Éloi (mardi matin), puis Le Mont" in themes[-1].alt_text
    assert "10" not in {theme.number for theme in atlas_themes(atlas())}


def test_a_round_follows_its_road_from_its_depot() -> None:
    """The road where it is known, else straight from the depot and back; signs tell them apart."""
    depot, stop = Stop("Valbourg", 3.0, 46.5, ""), Stop("Saint-Éloi", 3.1, 46.5, "mardi matin")
    road = ((3.0, 46.5), (3.05, 46.55), (3.1, 46.5), (3.0, 46.5))
    known, joined = Round("Mardi", (stop,), road, depot), Round("Jeudi", (stop,), (), depot)
    theme = atlas_themes(replace(atlas(), rounds=(known, joined)))[-1]
    assert [list(route.line.coords) for route in theme.routes] == [
        list(road),
        [(3.0, 46.5), (3.1, 46.5), (3.0, 46.5)],
    ]
    assert [(sign.shape, sign.label) for sign in theme.sites] == [
        (Shape.STAR, "départ et retour"),
        (Shape.TRIANGLE, "halte du camion"),
    ]


def test_an_atlas_has_one_territory_and_one_reader() -> None:
    """Scenarios of two readers, or none at all, are a defect of whoever asks."""
    with pytest.raises(PlacementError, match="plusieurs lecteurs"):
        atlas(small_content(), replace(small_content(), profile=Profile.PUBLIC))
    with pytest.raises(PlacementError, match="aucun scénario"):
        replace(atlas(), scenarios=())


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2 demi-journées par mois", "2 ½\u202fj/mois"),
        ("1 journée par semaine", "1 j/sem."),
        ("4 jours par semaine", "4 j/sem."),
        ("tous les jours", "tous les jours"),
        ("1 demi-journée tous les 15 jours", "1 ½\u202fj tous les 15 jours"),
    ],
)
def test_rhythms_are_shortened_without_changing_their_meaning(text: str, short: str) -> None:
    """Labels are short; a rhythm that is not known by heart stays as it was written."""
    assert short_rhythm(text) == short


def test_names_lose_their_brackets() -> None:
    """« Yzeure (mairie) » is « Yzeure » on a map; a name all in brackets stays."""
    assert short_name("Yzeure (mairie)") == "Yzeure"
    assert short_name("(mairie)") == "(mairie)"


def test_names_of_files_sort_as_maps_do() -> None:
    """Files are named by number then title, in plain letters."""
    named = PrintedMap("8D", "Scénario D : « Cœur d'Artois »", "", {})
    assert named.stem == "08d-scenario-d-coeur-d-artois"
    assert PrintedMap("10", "La tournée", "", {}).stem == "10-la-tournee"
