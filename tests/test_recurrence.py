"""Properties of the recurrence grammar."""

from __future__ import annotations

import math
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.errors import DataError
from placement.recurrence import Recurrence, parse_recurrence

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ORDINALS = ("1er", "2e", "3e", "4e", "dernier")

# The nine places of Moulins, then the two captive-public sessions' rhythm.
MOULINS = (
    ("tous les jours", 520, 260),
    ("tous les jours", 520, 260),
    ("4 jours par semaine", 416, 208),
    ("2 demi-journées par mois", 24, 24),
    ("1 demi-journée par mois", 12, 12),
    ("1 journée par mois", 24, 12),
    ("1 journée par semaine", 104, 52),
    ("2 demi-journées par mois", 24, 24),
    ("2 demi-journées par mois", 24, 24),
)


def numbers(text: str) -> tuple[float, float, float, float]:
    found = parse_recurrence(text)
    return (
        found.openings_per_year,
        found.half_days_per_year,
        found.interval_days,
        found.max_interval_days,
    )


def test_moulins_is_read_as_published() -> None:
    """The real places of Moulins give the published half-days, 212 a year for permanences."""
    found = [parse_recurrence(text) for text, _, _ in MOULINS]
    assert [each.half_days_per_year for each in found] == [half for _, half, _ in MOULINS]
    assert [each.openings_per_year for each in found] == [opening for _, _, opening in MOULINS]
    assert sum(each.half_days_per_year for each in found[3:]) == 212


def test_only_the_monthly_places_of_moulins_are_beyond_fifteen_days() -> None:
    """Jaligny and Le Donjon, open once a month, are the only ones above 15 days on average."""
    late = [k for k, (text, _, _) in enumerate(MOULINS) if numbers(text)[2] > 15]
    assert late == [4, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # openings, half-days, usual interval, longest interval
        ("tous les jours", (260, 520, 1.4, 3)),
        ("du lundi au vendredi", (260, 520, 1.4, 3)),
        ("Lundi-Vendredi", (260, 520, 1.4, 3)),
        ("5 jours par semaine", (260, 520, 1.4, 3)),
        ("4 j/sem", (208, 416, 1.75, 4)),
        ("du lundi au jeudi", (208, 416, 1.75, 4)),
        ("du lundi au vendredi sauf mercredi", (208, 416, 1.75, 3)),
        ("tous les jours sauf mercredi après-midi", (260, 468, 1.4, 3)),
        ("tous les jours, fermé le mercredi", (208, 416, 1.75, 3)),
        ("4 jours par semaine (lundi, mardi, jeudi et vendredi)", (208, 416, 1.75, 3)),
        ("2 mardis matin par mois", (24, 24, 15, 21)),
        ("tous les matins", (260, 260, 1.4, 3)),
        ("4 jours par semaine, le matin", (208, 208, 1.75, 4)),
        ("lundi, mardi et jeudi", (156, 312, 7 / 3, 4)),
        ("mardi et jeudi matin", (104, 104, 3.5, 5)),
        ("lundi et jeudi après-midi", (104, 104, 3.5, 4)),
        ("lundi matin et jeudi", (104, 156, 3.5, 4)),
        ("mardi matin et après-midi", (52, 104, 7, 7)),
        ("chaque mercredi", (52, 104, 7, 7)),
        ("chaque mardi matin", (52, 52, 7, 7)),
        ("1 journée par semaine", (52, 104, 7, 7)),
        ("1 demi-journée par semaine, le mardi", (52, 52, 7, 7)),
        ("demi-journée hebdomadaire", (52, 52, 7, 7)),
        ("2 jours et demi par semaine", (156, 260, 7 / 3, 5)),
        ("2,5 jours par semaine", (156, 260, 7 / 3, 5)),
        ("1 journée et 1 demi-journée par semaine", (104, 156, 3.5, 6)),
        ("10 demi-journées par semaine", (260, 520, 1.4, 3)),
        ("tous les 15 jours", (26, 26, 14, 14)),
        ("toutes les deux semaines", (26, 26, 14, 14)),
        ("½ j / 15 j", (26, 26, 14, 14)),
        ("un mardi sur deux", (26, 52, 14, 14)),
        ("mardi matin, semaines paires", (26, 26, 14, 14)),
        ("2 ½ j/mois", (24, 24, 15, 21)),
        ("1/2 journée 2 fois par mois", (24, 24, 15, 21)),
        ("2 fois par mois", (24, 24, 15, 21)),
        ("2 fois par mois, journée", (24, 48, 15, 21)),
        ("1er et 3e mardi matin", (24, 24, 15, 21)),
        ("les premier et troisième mardis du mois, le matin", (24, 24, 15, 21)),
        ("1er et 2e mardi matin", (24, 24, 15, 28)),
        ("1er mardi et 3e jeudi matin", (24, 24, 15, 19)),
        ("dernier mardi du mois, journée", (12, 24, 30, 35)),
        ("1 ½ j/mois", (12, 12, 30, 35)),
        ("mensuelle", (12, 12, 30, 35)),
        ("1er mardi tous les deux mois", (6, 12, 60, 63)),
        ("1 fois par trimestre", (4, 4, 90, 98)),
        ("10 fois par an", (10, 10, 36.5, 73)),
    ],
)
def test_what_people_write_is_understood(
    text: str, expected: tuple[float, float, float, float]
) -> None:
    """Ordinary French sentences give the openings, half-days and intervals of a real calendar."""
    assert numbers(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "vide"),
        ("   ", "vide"),
        ("bimensuel", "1 demi-journée tous les deux mois"),
        ("permanence bimestrielle", "2 demi-journées par mois"),
        ("bi-hebdomadaire", "1 demi-journée toutes les deux semaines"),
        ("sur rendez-vous", "« sur » n'est pas compris"),
        ("mardi 9h-12h", "matin"),
        ("2 jours", "fréquence"),
        ("deux", "dites de quoi"),
        ("fois par mois", "un nombre est attendu"),
        ("0 jour par semaine", "plus grand que zéro"),
        ("8 jours par semaine", "ne tiennent pas"),
        ("1,25 jour par semaine", "demi-journées entières"),
        ("5e mardi du mois", "n'existe pas chaque mois"),
        ("4e et dernier mardi", "souvent le même jour"),
        ("1er du mois", "jour de la semaine"),
        ("un vendredi", "fréquence"),
        ("lundi et un mardi sur deux", "rythmes différents"),
        ("un mardi sur deux et jeudi", "rythmes différents"),
        ("mardi et un jeudi par mois", "rythmes différents"),
        ("1er mardi et chaque jeudi", "lequel du mois"),
        ("mardi et 1er jeudi", "lequel du mois"),
        ("le 15 du mois", "dites de quoi"),
        ("1er mardi par semaine", "jours du mois"),
        ("tous les 10 jours", "nombre de semaines"),
        ("toutes les 60 semaines", "moins d'une ouverture par an"),
        ("tous les 500 mois", "moins d'une ouverture par an"),
        ("vendredi au lundi", "précéder"),
        ("tous les jours sauf samedi", "n'est pas dans la liste"),
        ("lundi et mardi sauf lundi et mardi", "aucun jour"),
        ("tous les jours sauf", "après « sauf »"),
        ("3 demi-journées par semaine, mardi matin", "ne correspond pas"),
        ("3 fois par semaine, mardi et jeudi", "3 fois"),
        ("4 jours par mois par semaine", "contredit"),
        ("1 journée 1 demi-journée par mois", "deux durées"),
        ("2 3 jours par semaine", "deux nombres"),
        ("et demi par semaine", "dites de quoi"),
        ("x" * 300, "200 caractères"),
    ],
)
def test_what_is_not_understood_is_refused_with_examples(text: str, reason: str) -> None:
    """A refusal names the text and the reason, and gives three sentences that are accepted."""
    with pytest.raises(DataError) as caught:
        parse_recurrence(text)
    message = str(caught.value)
    assert reason in message
    assert text[:200] in message
    assert all(
        example in message
        for example in ("4 jours par semaine", "1er et 3e mardi matin", "2 demi-journées par mois")
    )


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_any_text_is_understood_or_refused(text: str) -> None:
    """No text crashes the parser: it gives consistent numbers or a DataError."""
    try:
        found = parse_recurrence(text)
    except DataError:
        return
    assert math.isfinite(found.half_days_per_year)


WORDS = (
    "1", "2", "15", "0,5", "½", "demi-journée", "journée", "jours", "jour", "fois", "matin", "et",
    "après-midi", "sauf", "sur", "mois", "an", "semaine", "semaines", "chaque", "du", "au", "/",
    ",", "par", "tous", "toutes", "les", "mardis", "un", "deux", "demi",
)  # fmt: skip


@given(st.lists(st.sampled_from([*WEEKDAYS, *ORDINALS, *WORDS]), max_size=8))
@settings(max_examples=400)
def test_any_sequence_of_known_words_is_understood_or_refused(words: list[str]) -> None:
    """Words of the grammar in any order give consistent numbers or a DataError, nothing else."""
    with suppress(DataError):
        assert parse_recurrence(" ".join(words)).half_days_per_year > 0


@given(st.integers(1, 5), st.sampled_from(["semaine", "mois"]))
def test_a_day_is_two_half_days(count: int, period: str) -> None:
    """N days are as many openings as N half-days, with twice the half-days."""
    days = parse_recurrence(f"{count} jours par {period}")
    halves = parse_recurrence(f"{count} demi-journées par {period}")
    assert days.openings_per_year == halves.openings_per_year
    assert days.half_days_per_year == 2 * halves.half_days_per_year
    assert days.max_interval_days == halves.max_interval_days


@given(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_named_weekdays_are_one_opening_each(days: set[str]) -> None:
    """A list of weekdays opens 52 times a year each; naming them never lengthens the interval."""
    found = parse_recurrence(", ".join(sorted(days)))
    counted = parse_recurrence(f"{len(days)} jours par semaine")
    assert found.openings_per_year == 52 * len(days) == counted.openings_per_year
    assert found.half_days_per_year == counted.half_days_per_year
    assert found.interval_days <= found.max_interval_days <= counted.max_interval_days


@given(
    st.sets(st.sampled_from(ORDINALS[:4]), min_size=1),
    st.sampled_from(WEEKDAYS),
    st.sampled_from(["matin", "après-midi", "journée"]),
)
def test_ordinals_are_one_opening_a_month_each(ordinals: set[str], day: str, part: str) -> None:
    """« 1er et 3e mardi » opens 12 times a year for each ordinal, at whole weeks of distance."""
    found = parse_recurrence(f"{' et '.join(sorted(ordinals))} {day} {part}")
    assert found.openings_per_year == 12 * len(ordinals)
    each = 2 if part == "journée" else 1
    assert found.half_days_per_year == each * found.openings_per_year
    assert found.max_interval_days % 7 == 0
    assert 14 <= found.max_interval_days <= 35


@given(st.sampled_from([text for text, _, _ in MOULINS] + ["1er et 3e mardi matin"]))
def test_accents_case_and_spacing_do_not_matter(text: str) -> None:
    """The same words in capitals, without accents, spaced out, give the same numbers."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    expected = numbers(text)
    assert numbers(text.upper()) == expected
    assert numbers(bare) == expected
    assert numbers(f"  {text.replace(' ', '   ')}  ") == expected
    assert numbers(text.replace("demi-journée", "½ journée")) == expected


def test_the_text_is_kept_as_written() -> None:
    """A recurrence repeats its author's words, for the map and the tables."""
    assert parse_recurrence(" 1er et 3e Mardi matin ").text == "1er et 3e Mardi matin"


@pytest.mark.parametrize(
    "values",
    [(0, 1, 1, 1), (12, 6, 30, 35), (12, 36, 30, 35), (12, 24, 30, 7), (1, 1, math.nan, 1)],
)
def test_contradictory_numbers_are_refused(values: tuple[float, float, float, float]) -> None:
    """A recurrence checks itself when built: positive, one or two half-days an opening."""
    with pytest.raises(DataError, match="récurrence « x »"):
        Recurrence("x", *values)
