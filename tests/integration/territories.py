"""A small territory of real communes, written as a project officer would write it."""

from __future__ import annotations

from pathlib import Path

COMMUNES = {
    "03190": "Moulins",
    "03321": "Yzeure",
    "03013": "Avermes",
    "03275": "Souvigny",
    "03183": "Le Montet",
}

SITES_HEADER = (
    "id;nom;type;code_commune;adresse;longitude;latitude;position;recurrence;hote;statut_hote;"
    "local_prete;cout_annuel_eur;remarque"
)
SITES = {
    "moulins": "moulins;Moulins;siege;03190;;;;chef_lieu;tous les jours;;;non;;",
    "souvigny": "souvigny;Souvigny;permanence;03275;;;;chef_lieu;1 demi-journée par mois;;;oui;;",
    "le-montet": "le-montet;Le Montet;candidat;03183;;;;chef_lieu;;Mairie;;oui;;",
    "avermes": "avermes;Avermes;candidat;03013;;;;chef_lieu;;Mairie;;oui;;",
}

SCENARIO = """version: 1
nom: essai
titre: Essai
territoire: ./territoire
mode: optimisation
budget: {existant_plus_eur: 20000}
"""


def write_territory(folder: Path) -> Path:
    """Write a valid territory folder of five communes and four sites, and return it."""
    folder.mkdir(parents=True)
    (folder / "territoire.yaml").write_text(
        "nom: essai\ntitre: Territoire d'essai\nmission_locale: Essai\nfictif: oui\n"
        "parts_mobilite: {voiture: 0.5, sans_voiture: 0.3, mineurs: 0.2}\n",
        encoding="utf-8",
    )
    lines = [f"{code};{name};;confirme" for code, name in COMMUNES.items()]
    write_lines(folder / "communes.csv", ["code_commune;nom;epci;statut", *lines])
    write_lines(folder / "lieux.csv", [SITES_HEADER, *SITES.values()])
    return folder


def write_scenario(folder: Path, *, text: str = SCENARIO, name: str = "essai.yaml") -> Path:
    """Write a scenario file beside the territory, and return it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def write_lines(path: Path, lines: list[str]) -> None:
    """Write a CSV as LibreOffice does in France: BOM, CRLF."""
    path.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())


def replace(path: Path, *, old: str, new: str) -> None:
    """Edit a file; the old text must be there."""
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
