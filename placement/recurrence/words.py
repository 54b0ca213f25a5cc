"""From a French sentence to tokens: accents, case, hyphens and spacing do not matter."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from placement.recurrence.rhythm import LAST
from placement.recurrence.tokens import NotUnderstoodError, Period, Token, TokenKind, Unit

__all__ = ["tokens_of"]


_NUMBER_WORDS: Final = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze",
)  # fmt: skip
_NUMBERS: Final = {word: value for value, word in enumerate(_NUMBER_WORDS)} | {"une": 1}
_ORDINALS: Final = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3,
    "quatrieme": 4, "cinquieme": 5, "dernier": LAST, "derniere": LAST,
}  # fmt: skip
_WEEKDAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_WORKING_DAYS: Final = (0, 1, 2, 3, 4)
_SINGLE_PERIODS: Final = {
    "hebdo": Period("semaine", 1), "mensuel": Period("mois", 1), "trimes": Period("mois", 3),
    "semestr": Period("mois", 6), "annuel": Period("an", 1),
}  # fmt: skip
# French counts both ends: eight days are a week, fifteen days are two weeks.
_DAYS_AS_PERIOD: Final = {
    7: Period("semaine", 1), 8: Period("semaine", 1), 14: Period("semaine", 2),
    15: Period("semaine", 2), 21: Period("semaine", 3), 28: Period("semaine", 4),
    30: Period("mois", 1),
}  # fmt: skip
_LONGEST_PERIOD: Final = {"semaine": 52, "mois": 12, "an": 1}
_TWO_READINGS: Final = {
    "mensuel": ("2 demi-journées par mois", "1 demi-journée tous les deux mois"),
    "mestriel": ("1 demi-journée tous les deux mois", "2 demi-journées par mois"),
    "hebdomadaire": ("2 demi-journées par semaine", "1 demi-journée toutes les deux semaines"),
}

_W = (
    r"(?:lun(?:dis?)?|mar(?:dis?)?|mer(?:credis?)?|jeu(?:dis?)?|ven(?:dredis?)?"
    r"|sam(?:edis?)?|dim(?:anches?)?)\b"
)
_N = r"(?:\d+(?:\.\d+)?|(?:une|" + "|".join(_NUMBER_WORDS) + r")\b)"
_SPAN = r"(?:jours?|js?|jrs?|semaines?|sem|mois|trimestres?|quinzaines?|semestres?|annees?|ans?)\b"

_PATTERNS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("hours", r"(?:de |a )?\d+ ?h(?:eures?|\d+)?\b"),
        ("ambiguous", r"bi ?(mensuel|mestriel|hebdomadaire)\w*"),
        ("range", rf"(?:du )?({_W}) (?:au|a|jusqu ?au) ({_W})"),
        (
            "working_days",
            r"(?:tous les|chaque) jours?(?: ouvr(?:es?|ables?)| de la semaine)?\b(?! sur)"
            r"|quotidien\w*",
        ),
        ("every_part", r"(?:tous les|toutes les|chaque) (matin|apres midi)\w*"),
        ("one_weekday_in", rf"(?:une?|1) ({_W}) sur ({_N})"),
        ("one_in", rf"(?:une?|1) ({_SPAN}) sur ({_N})"),
        ("every_weekday_in", rf"tous les ({_N}) ({_W})"),
        ("even_weeks", r"(?:les )?semaines? (?:im)?paires?\b"),
        (
            "per",
            r"(?:par|/|chaque|de chaque|(?:tous|toutes) les|du|de la|dans le|dans la|a la) ?"
            rf"({_N})? ?({_SPAN})",
        ),
        (
            "single_period",
            r"(hebdo|mensuel|trimes|semestr|annuel)(?:madaires?|s|les?|triel\w*|iel\w*)?\b",
        ),
        ("ordinal", r"(\d+)(?:ers?|eres?|es?|emes?|iemes?|nde?s?)\b"),
        ("ordinal", rf"({'|'.join(_ORDINALS)})s?\b"),
        ("half", r"demie?s? ?(?:journees?|jours?|jrs?|js?)\b"),
        ("and_half", r"(?:et )?demie?s?\b"),
        ("number", _N),
        ("times", r"fois\b"),
        ("day", r"(?:journees?|jours?|jrs?|js?)\b"),
        ("morning", r"matin(?:s|ees?)?\b"),
        ("afternoon", r"apres ?midis?\b"),
        ("weekday", _W),
        ("except", r"(?:sauf|hors|excepte|ferme)\b"),
        ("and", r"(?:et|plus)\b|\+|&"),
        (
            "noise",
            r"(?:les?|la|des?|du|au|en|d|l|tou(?:s|t|tes?)|chaque|entieres?|completes?|permanences?"
            r"|ouverte?s?|ouvertures?)\b|[,;.:()'\"«»]",
        ),
    )
)  # fmt: skip


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a sentence, in order.

    Raises
    ------
    NotUnderstoodError
        On the first words that mean nothing here, or that have two meanings.
    """
    rest = _normalised(text)
    tokens: list[Token] = []
    while rest:
        name, match = _first_match(rest)
        tokens.extend(_tokens_for(name, match))
        rest = rest[match.end() :].lstrip()
    return tokens


def _normalised(text: str) -> str:
    lowered = text.lower().replace("½", " 1/2 ").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", lowered)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    plain = re.sub(r"\b1 ?[/⁄] ?2\b", " demi ", plain)
    plain = re.sub(r"(?<=\d)[.,](?=\d)", ".", plain)
    plain = re.sub(rf"({_W}) ?[-‐‑–—] ?(?={_W})", r"\1 au ", plain)
    plain = re.sub(r"[-‐‑–—_]", " ", plain)
    return " ".join(plain.split())


def _first_match(rest: str) -> tuple[str, re.Match[str]]:
    for name, pattern in _PATTERNS:
        match = pattern.match(rest)
        if match and match.end():
            return name, match
    raise NotUnderstoodError(f"« {rest.split(maxsplit=1)[0]} » n'est pas compris")


def _tokens_for(name: str, match: re.Match[str]) -> list[Token]:
    text = match.group(0)
    if name == "noise":
        return []
    if name == "hours":
        raise NotUnderstoodError(
            f"« {text} » : les heures ne se notent pas ici ; dites la partie "
            "de la journée (« matin », « après-midi », « journée »)"
        )
    if name == "ambiguous":
        raise _two_readings(match)
    if name in _SIMPLE:
        kind, unit = _SIMPLE[name]
        return [Token(kind, text, unit=unit)]
    if name in ("number", "ordinal"):
        return [_counted(name, match)]
    if name in ("working_days", "weekday", "range", "every_part"):
        return _day_tokens(name, match)
    return _period_tokens(name, match)


_SIMPLE: Final = {
    "half": (TokenKind.UNIT, Unit.HALF),
    "day": (TokenKind.UNIT, Unit.DAY),
    "morning": (TokenKind.UNIT, Unit.MORNING),
    "afternoon": (TokenKind.UNIT, Unit.AFTERNOON),
    "times": (TokenKind.TIMES, None),
    "and_half": (TokenKind.AND_HALF, None),
    "and": (TokenKind.AND, None),
    "except": (TokenKind.EXCEPT, None),
}


def _two_readings(match: re.Match[str]) -> NotUnderstoodError:
    first, second = _TWO_READINGS[match.group(1)]
    return NotUnderstoodError(
        f"« {match.group(0)} » se lit de deux façons ; écrivez « {first} » ou « {second} »"
    )


def _counted(name: str, match: re.Match[str]) -> Token:
    if name == "number":
        return Token(TokenKind.NUMBER, match.group(0), number=_number(match.group(0)))
    word = match.group(1)
    ordinal = _ORDINALS[word] if word in _ORDINALS else int(word)
    if ordinal not in (LAST, 1, 2, 3, 4):
        raise NotUnderstoodError(
            f"« {match.group(0)} » n'existe pas chaque mois ; écrivez de « 1er » à « 4e », "
            "ou « dernier »"
        )
    return Token(TokenKind.ORDINAL, match.group(0), number=ordinal)


def _day_tokens(name: str, match: re.Match[str]) -> list[Token]:
    text = match.group(0)
    if name == "weekday":
        return [Token(TokenKind.DAYS, text, days=(_weekday(text),))]
    if name == "range":
        first, last = _weekday(match.group(1)), _weekday(match.group(2))
        if first >= last:
            raise NotUnderstoodError(f"« {text} » : le premier jour doit précéder le dernier")
        return [Token(TokenKind.DAYS, text, days=tuple(range(first, last + 1)))]
    whole = Token(TokenKind.DAYS, text, days=_WORKING_DAYS)
    if name == "working_days":
        return [whole]
    unit = Unit.MORNING if match.group(1) == "matin" else Unit.AFTERNOON
    return [whole, Token(TokenKind.UNIT, text, unit=unit)]


def _period_tokens(name: str, match: re.Match[str]) -> list[Token]:
    text = match.group(0)
    if name == "even_weeks":
        return [_period(text, Period("semaine", 2))]
    if name == "single_period":
        return [_period(text, _SINGLE_PERIODS[match.group(1)])]
    if name == "one_weekday_in":
        return [_day_every(match.group(1), count=match.group(2), text=text)]
    if name == "every_weekday_in":
        return [_day_every(match.group(2), count=match.group(1), text=text)]
    if name == "one_in":
        return [_period(text, _span(match.group(1), match.group(2), text=text))]
    return [_period(text, _span(match.group(2), match.group(1) or "1", text=text))]


def _day_every(day: str, *, count: str, text: str) -> Token:
    weeks = _span("semaine", count, text=text)
    return Token(TokenKind.DAYS, text, days=(_weekday(day),), period=weeks)


def _period(text: str, period: Period) -> Token:
    return Token(TokenKind.PERIOD, text, period=period)


def _span(word: str, count: str, *, text: str) -> Period:
    """Return the period of ``count`` spans such as « semaine », « mois », « jours »."""
    number = _number(count)
    if number != int(number) or number < 1:
        raise NotUnderstoodError(f"« {text} » : un nombre entier est attendu")
    every = int(number)
    if word.startswith("j"):
        if every not in _DAYS_AS_PERIOD:
            raise NotUnderstoodError(
                f"« {text} » ne tombe pas juste sur des semaines ; écrivez un nombre de semaines"
            )
        return _DAYS_AS_PERIOD[every]
    unit, size = next((unit, size) for start, unit, size in _SPANS if word.startswith(start))
    period = Period(unit, size * every)
    if period.every > _LONGEST_PERIOD[unit]:
        raise NotUnderstoodError(f"« {text} » fait moins d'une ouverture par an")
    return period


_SPANS: Final = (
    ("semestre", "mois", 6),
    ("sem", "semaine", 1),
    ("quinzaine", "semaine", 2),
    ("mois", "mois", 1),
    ("trimestre", "mois", 3),
    ("an", "an", 1),
)


def _number(text: str) -> float:
    return float(_NUMBERS[text]) if text in _NUMBERS else float(text)


def _weekday(text: str) -> int:
    return _WEEKDAYS.index(text.strip()[:3])
