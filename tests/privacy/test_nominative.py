"""What is refused at the door, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import DataError, Faults
from placement.privacy import nominative_columns, refuse_nominative


@pytest.mark.parametrize(
    "header",
    [
        "Nom", "NOM", "nom_usage", "Nom de naissance", "nomJeune", "Prénom", "PRENOM(S)",
        "date_naissance", "Date de naissance", "DateNaissance", "Né(e) le", "lieu de naissance",
        "commune de naissance", "NIR", "N° sécu", "numero_securite_sociale", "tel", "Tél. portable",
        "Téléphone", "mobile", "courriel", "E-mail : email", "adresse mail", "Adresse",
        "Numéro de dossier", "n_dossier", "Identifiant i-milo", "id_jeune", "identifiant", "ID",
        "IBAN", "Civilité", "nom du CISP", "conseiller id", "matricule", "numero_allocataire",
    ],
)  # fmt: skip
def test_what_tells_who_somebody_is_is_nominative(header: str) -> None:
    """Names, births, numbers, telephones and addresses, whatever the case, accents and signs."""
    assert nominative_columns(["code_commune", header]) == (header,)


@pytest.mark.parametrize(
    "header",
    [
        "code_commune", "Nom commune", "nom_commune", "nom de l'EPCI", "nom_lieu", "nom_quartier",
        "annee", "jeunes_suivis", "premiers_accueils", "dont_mineurs", "dont_sans_permis",
        "nb_entretiens", "nb_dossiers", "nombre de téléphones", "dont sans adresse", "identite_qpv",
        "adresse du lieu", "code INSEE", "identifiant_commune", "numero_departement", "telecharge",
        "mobilite", "nomenclature", "dénomination", "communes", "part_sans_mail", "", "  ",
    ],
)  # fmt: skip
def test_counts_and_names_of_places_are_not(header: str) -> None:
    """A count of people and the name of a place are no personal datum."""
    assert nominative_columns([header]) == ()


def test_a_refusal_names_the_columns_and_says_what_to_do() -> None:
    """The file, its columns, the law, the way out; and nothing where there is no reason."""
    faults = Faults("dossier")
    path = Path("imilo.csv")
    assert not refuse_nominative(path, headers=["code_commune"], faults=faults)
    assert not faults
    assert refuse_nominative(path, headers=["code_commune", "Nom", "tel"], faults=faults)
    with pytest.raises(DataError, match=r"imilo\.csv .*Nom, tel.*RGPD.*effacez"):
        faults.raise_as(DataError)
