"""Sites of a new territory: those held today, those that could be."""

from __future__ import annotations

from math import isnan, nan
from pathlib import Path

import pytest
from openpyxl import Workbook

from placement.errors import DataError
from placement.initial.candidates import LARGEST, MANY, REMOTE, choose_candidates
from placement.initial.existing import read_known_places, supposed_siege
from placement.initial.perimeter import Wanted, choose_perimeter
from placement.initial.planned import PlannedSite, slug, with_unique_ids
from placement.sources.communes import CommuneRecord
from placement.sources.places import PublicPlace, distance_km

Communes = dict[str, CommuneRecord]


def communes_of(**wanted: tuple[str, ...]) -> Communes:
    return {r.code: r for r in choose_perimeter(Wanted(**wanted)).communes}


@pytest.fixture(scope="module")
def moulins() -> Communes:
    """Return the 44 communes of Moulins Communauté."""
    return communes_of(epci=("200071140",))


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def place(kind: str, *, commune: CommuneRecord, lon: float = nan, lat: float = nan) -> PublicPlace:
    return PublicPlace("1", f"Lieu {kind}", kind, commune.code, "1 rue X", lon, lat, "lun 9h-12h")


def test_a_sheet_of_sites_is_read_whatever_its_layout(tmp_path: Path, moulins: Communes) -> None:
    """A workbook with names of communes, « Antenne », a rhythm in French, a cost in euros."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Lieu", "Type de lieu", "Commune", "Fréquence", "Adresse", "Coût annuel"],
        ["Siège", "Siège", "Moulins", "tous les jours", "2 bd de Courtais", "150 000 €"],
        ["Antenne d'Yzeure", "Antenne", "YZEURE", "3 jours par semaine", "", None],
        ["Lurcy", "Permanence", "Lurcy-Lévis (03)", "1er et 3e mardi matin", "", None],
        ["Salle", "Candidat", "Souvigny", "", "", None],
    ):
        sheet.append(row)
    book.save(tmp_path / "lieux.xlsx")
    known = read_known_places([tmp_path / "lieux.xlsx"], communes=moulins)
    told = [(site.kind, site.commune_code, site.recurrence) for site in known.sites]
    assert told == [
        ("siege", "03190", "tous les jours"),
        ("antenne", "03321", "3 jours par semaine"),
        ("permanence", "03155", "1er et 3e mardi matin"),
    ]
    assert known.sites[0].annual_cost_eur == 150_000
    assert [site.commune_code for site in known.candidates] == ["03275"]


def test_the_sites_of_a_territory_are_such_a_sheet(moulins: Communes, tmp_path: Path) -> None:
    """``lieux.csv`` itself, ids, coordinates, payers and notes kept."""
    path = written(
        tmp_path / "lieux.csv",
        "id;nom;type;code_commune;adresse;longitude;latitude;position;recurrence;hote;statut_hote;"
        "local_prete;cout_annuel_eur;financeur;remarque",
        "le-siege;Le siège;siege;03190;;3,33;46,56;adresse;tous les jours;ML;accord;non;;Ville:1;N",
    )
    (site,) = read_known_places([path], communes=moulins).sites
    assert (site.id, site.lon, site.lat) == ("le-siege", 3.33, 46.56)
    assert (site.host_status, site.premises_lent, site.funders) == ("accord", False, "Ville:1")
    assert (site.host, site.note) == ("ML", "N")


def test_what_a_sheet_lacks_is_supposed_and_what_is_elsewhere_told(
    tmp_path: Path, moulins: Communes
) -> None:
    """No rhythm: one is supposed. A commune outside, or far coordinates: said."""
    path = written(
        tmp_path / "lieux.csv",
        "nom;type;commune;departement;recurrence;longitude;latitude",
        "Siège;siege;Moulins;03;;48,85;2,35",
        "Vichy;antenne;Vichy;03;;;",
    )
    known = read_known_places([path], communes=moulins)
    assert [(site.recurrence, isnan(site.lon)) for site in known.sites] == [
        ("tous les jours", True)
    ]
    told = " ".join(known.remarks)
    assert "hors du périmètre, laissés de côté : Vichy (Vichy)" in told
    assert "rythme non dit, supposé : Siège" in told
    assert "plus de 50 km" in told


def test_every_faulty_line_of_a_sheet_is_told(tmp_path: Path, moulins: Communes) -> None:
    """Type, commune, rhythm and cost, each with its line."""
    path = written(
        tmp_path / "lieux.csv",
        "nom;type;commune;recurrence;cout_annuel_eur",
        "A;bureau;Moulins;tous les jours;",
        "B;antenne;Nulle-Part-Ici;tous les jours;",
        "C;permanence;Yzeure;bimensuel;",
        "D;permanence;Yzeure;1 journée par mois;beaucoup",
    )
    with pytest.raises(DataError) as refused:
        read_known_places([path], communes=moulins)
    assert all(f"ligne {n}" in str(refused.value) for n in (2, 3, 4, 5))


def test_a_public_list_gives_sites_whose_rhythm_is_supposed(
    tmp_path: Path, moulins: Communes
) -> None:
    """The first in the largest commune is the siège; the list knows neither type nor rhythm."""
    path = written(
        tmp_path / "agences.csv",
        "type,nom,adresse,code_postal,commune,dep,insee,lon,lat",
        "mission_locale,ML Souvigny,1 rue A,03210,SOUVIGNY,03,,3.19,46.53",
        "mission_locale,ML Moulins,2 bd B,03000,MOULINS,03,,3.3325,46.5665",
        "france_travail,FT,3 rue C,03000,MOULINS,03,,3.33,46.57",
    )
    known = read_known_places([path], communes=moulins)
    assert [(site.kind, site.commune_code) for site in known.sites] == [
        ("siege", "03190"),
        ("antenne", "03275"),
    ]
    assert "ne dit ni leur type" in " ".join(known.remarks)
    assert [one.kind for one in known.places] == ["france_travail"]


def test_without_any_site_a_siege_is_supposed_in_the_largest_commune(moulins: Communes) -> None:
    """Moulins, at its mairie, marked as a supposition."""
    siege = supposed_siege(moulins.values())
    assert (siege.commune_code, siege.kind, siege.supposed) == ("03190", "siege", True)
    assert siege.row[7] == "chef_lieu"


def test_every_mairie_of_a_small_territory_is_a_candidate(moulins: Communes) -> None:
    """But that of the commune where a site already stands at the mairie."""
    siege = supposed_siege(moulins.values())
    chosen = choose_candidates(moulins, existing=[siege], places=[])
    assert {site.commune_code for site in chosen.sites} == set(moulins) - {"03190"}
    assert chosen.rule == "les mairies de toutes les communes"


def test_a_large_territory_keeps_large_communes_and_remote_bourgs() -> None:
    """At most so many of each; no commune left out is far from every candidate."""
    pas_de_calais = communes_of(departements=("62",))
    assert len(pas_de_calais) > MANY
    siege = supposed_siege(pas_de_calais.values())
    chosen = choose_candidates(pas_de_calais, existing=[siege], places=[])
    assert len(chosen.sites) <= LARGEST + REMOTE
    kept = [pas_de_calais[site.commune_code] for site in (*chosen.sites, siege)]
    farthest = max(
        min(distance_km(one.lon, one.lat, to=record) for one in kept)
        for record in pas_de_calais.values()
    )
    assert farthest <= 10
    assert "habitants ou plus" in chosen.rule


def test_a_france_services_takes_the_place_of_the_mairie_beside_it(moulins: Communes) -> None:
    """At the mairie it replaces it; 2 km away both are candidates; hours are in the note."""
    souvigny = moulins["03275"]
    beside = place("france_services", commune=souvigny, lon=souvigny.lon, lat=souvigny.lat)
    away = place("france_services", commune=souvigny, lon=souvigny.lon + 0.03, lat=souvigny.lat)
    siege = supposed_siege(moulins.values())
    names = {}
    for key, one in (("beside", beside), ("away", away)):
        sites = choose_candidates(moulins, existing=[siege], places=[one]).sites
        names[key] = [site.id for site in sites if site.commune_code == "03275"]
        (host,) = (site for site in sites if site.host == "France services")
        assert "Ouvert lun 9h-12h" in host.note
    assert names == {"beside": ["fs-souvigny"], "away": ["fs-souvigny", "souvigny"]}


def test_what_travels_or_cannot_host_is_no_candidate(moulins: Communes) -> None:
    """A bus is kept apart for the van; an employment agency is counted in the remarks."""
    siege = supposed_siege(moulins.values())
    places = [
        place(kind, commune=moulins["03275"])
        for kind in ("france_services_mobile", "france_travail")
    ]
    chosen = choose_candidates(moulins, existing=[siege], places=places)
    assert [one.kind for one in chosen.mobile] == ["france_services_mobile"]
    assert all(site.host == "Mairie" for site in chosen.sites)
    assert "france_travail (1)" in chosen.remarks[0]


def test_a_france_services_that_is_already_a_site_is_not_repeated(moulins: Communes) -> None:
    """The permanence held there stays, the candidate is told as repeated."""
    held = PlannedSite("a", "Ici", "permanence", "03275", lon=3.19, lat=46.53, recurrence="mardi")
    listed = place("france_services", commune=moulins["03275"], lon=3.1901, lat=46.5301)
    chosen = choose_candidates(moulins, existing=[held], places=[listed])
    assert not any(site.host == "France services" for site in chosen.sites)
    assert "non répétés : Lieu france_services (Ici)" in chosen.remarks[0]


def test_one_tiers_lieu_a_commune_is_enough(moulins: Communes) -> None:
    """Where a France services is already a candidate, the others are told and left out."""
    souvigny, yzeure = moulins["03275"], moulins["03321"]
    places = [
        place("tiers_lieu", commune=souvigny, lon=3.15, lat=46.5),
        place("france_services", commune=souvigny, lon=3.2, lat=46.5),
        place("tiers_lieu", commune=yzeure, lon=3.4, lat=46.5),
    ]
    chosen = choose_candidates(
        moulins, existing=[supposed_siege(moulins.values())], places=places, with_mairies=False
    )
    assert [site.id for site in chosen.sites] == ["fs-souvigny", "tiers-lieu-yzeure"]
    assert "laissés de côté : Lieu tiers_lieu" in chosen.remarks[0]


def test_the_candidates_that_somebody_chose_are_not_mixed_with_mairies(moulins: Communes) -> None:
    """Only public hosts asked for join them."""
    held = supposed_siege(moulins.values())
    listed = place("france_services", commune=moulins["03275"], lon=3.2, lat=46.5)
    chosen = choose_candidates(moulins, existing=[held], places=[listed], with_mairies=False)
    assert [site.host for site in chosen.sites] == ["France services"]
    assert "votre tableau" in chosen.rule


def test_identifiers_are_slugs_and_unique() -> None:
    """Accents, ligatures and apostrophes; twice the same name is numbered."""
    assert slug("Nœux-les-Mines") == "noeux-les-mines"
    assert slug("Bourbon-l'Archambault") == "bourbon-l-archambault"
    assert slug("///") == "lieu"
    twins = [PlannedSite("a", "A", "candidat", "03190")] * 3
    assert [site.id for site in with_unique_ids(twins)] == ["a", "a-2", "a-3"]
