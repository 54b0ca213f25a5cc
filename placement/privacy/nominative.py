"""Personal data refused at the door: a table about young people holds counts, never persons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from placement.errors import Faults, cite

__all__ = ["nominative_columns", "refuse_nominative"]

_PERSONAL: Final = frozenset(
    {"allocataire", "anniversaire", "beneficiaire", "civilite", "courriel", "dossier", "email"}
    | {"iban", "individu", "mail", "matricule", "mel", "mobile", "naissance", "nationalite", "ne"}
    | {"nee", "nir", "patronyme", "portable", "prenom", "prenoms", "rib", "secu", "securite"}
    | {"signataire", "tel", "telephone", "titulaire"}
)
_OF_PLACES_TOO: Final = frozenset({"adresse", "nom"})
_PLACES: Final = frozenset(
    {"antenne", "canton", "commune", "communes", "departement", "epci", "iris", "lieu", "qpv"}
    | {"quartier", "region", "site", "structure", "territoire", "zone"}
)
_IDENTITIES: Final = frozenset({"code", "id", "ident", "identifiant", "no", "num", "numero"})
_PERSONS: Final = frozenset(
    {"cisp", "conseiller", "imilo", "jeune", "personne", "referent", "usager"}
)
_COUNTS: Final = frozenset({"dont", "effectif", "nb", "nbre", "nombre", "part", "taux", "total"})
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def nominative_columns(headers: Iterable[str]) -> tuple[str, ...]:
    """Return the headers that announce personal data, in a table about people.

    Names, birth, address, telephone, e-mail, social security, file numbers. A column about a place
    (``nom_commune``) or a count (``nb_dossiers``) is none. Not for a table about places, whose
    ``nom`` and ``adresse`` are those of a building.
    """
    return tuple(header for header in headers if _is_nominative(_words(header)))


def refuse_nominative(path: Path, *, headers: Iterable[str], faults: Faults) -> bool:
    """Record a fault when a table about people has nominative columns; return whether it has."""
    personal = nominative_columns(headers)
    if personal:
        faults.add(
            f"{path.name} contient des données nominatives (colonnes {cite(personal)}). Le RGPD "
            "interdit de les traiter ici : n'exportez que des effectifs par commune, supprimez "
            "ces colonnes, puis effacez ce fichier du dossier."
        )
    return bool(personal)


def _is_nominative(words: list[str]) -> bool:
    told = set(words)
    if not words or words[0] in _COUNTS:
        return False
    named = bool(told & _OF_PLACES_TOO) and not told & _PLACES
    identity = bool(told & _IDENTITIES and told & _PERSONS)
    alone = len(words) == 1 and words[0] in _IDENTITIES - {"code"}
    return bool(told & _PERSONAL) or named or identity or alone


def _words(header: str) -> list[str]:
    """Words of a header, lower case, without accents; ``DateNaissance`` is two."""
    apart = _CAMEL.sub(" ", header.replace("i-milo", "imilo").replace("I-Milo", "imilo"))
    decomposed = unicodedata.normalize("NFKD", apart.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", letters)
