"""A small territory of real communes on which every file of a diagnosis was dropped."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from pyproj import Transformer

from placement.sources.communes import communes_by_code
from tests.integration.territories import COMMUNES, write_lines, write_territory

CODES = tuple(COMMUNES)
FOLLOWED = {"03190": 640, "03321": 310, "03013": 96, "03275": 41, "03183": 3}
"""Young people followed: the last commune is below every threshold."""

YOUNG = {"03190": 2600, "03321": 1500, "03013": 460, "03275": 190, "03183": 9}


def write_informed_territory(folder: Path) -> Path:
    """Write the territory with counts of INSEE, of the grid, of i-milo, QPV and transport."""
    write_territory(folder)
    _write_young(folder / "population_16_25.csv")
    dropped = folder / "donnees"
    dropped.mkdir()
    _write_iris(dropped)
    _write_grid(dropped / "carreaux_1km_met.csv")
    _write_areas(dropped / "QP2024.geojson")
    imilo = [f"{code};2024;{count // 2};{count};{count // 10};{count // 2};"
             for code, count in FOLLOWED.items()]  # fmt: skip
    header = "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis"
    write_lines(folder / "imilo.csv", [f"{header};nb_entretiens", *imilo])
    write_lines(
        folder / "tad.csv",
        ["secteur;communes;destinations;jours;demi_journees;remarque",
         "Bocage;03183 03275;03190;mardi, jeudi;matin;"],
    )  # fmt: skip
    return folder


def _write_young(path: Path) -> None:
    lines = [f"{code};{count};{count // 5}" for code, count in YOUNG.items()]
    write_lines(path, ["code_commune;jeunes_16_25;jeunes_16_17", *lines])


def _write_iris(folder: Path) -> None:
    """Write the three bases of the census, one IRIS a commune, as INSEE publishes them."""
    tables = {
        "activite-residents": (
            "P20_POP1524;P20_ACT1524;P20_ACTOCC1524;P20_CHOM1524",
            lambda n, k: (n, 0.45 * n, (0.35 - 0.02 * k) * n, (0.10 + 0.02 * k) * n),
        ),
        "diplomes-formation": (
            "P20_POP1517;P20_POP1824;P20_SCOL1517;P20_SCOL1824;P20_NSCOL15P;P20_NSCOL15P_DIPLMIN",
            lambda n, k: (0.3 * n, 0.7 * n, 0.28 * n, (0.40 - 0.03 * k) * n, 6 * n, (1 + k) * n),
        ),
        "logement": ("P20_RP;P20_RP_VOIT1P", lambda n, k: (4 * n, (3.2 + 0.1 * k) * n)),
    }
    for name, (columns, counts) in tables.items():
        lines = [
            ";".join([f"{code}0000", code, "Z", *(f"{v:.4f}" for v in counts(YOUNG[code], k))])
            for k, code in enumerate(CODES)
        ]
        write_lines(folder / f"base-ic-{name}-2020.csv", [f"IRIS;COM;TYP_IRIS;{columns}", *lines])


def _write_grid(path: Path) -> None:
    """Write squares of 1 km around each mairie, as Filosofi does."""
    to_grid = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True)
    rows = []
    for k, record in enumerate(communes_by_code(CODES)):
        x, y = (int(v // 1000 * 1000) for v in to_grid.transform(record.lon, record.lat))
        for step in range(2):
            people = YOUNG[record.code] * (4 if step == 0 else 2)
            rows.append({
                "idcar_1km": f"CRS3035RES1000mN{y + 1000 * step}E{x}",
                "i_est_1km": int(people < 100),
                "lcog_geo": record.code,
                "ind": people,
                "men": people * 0.5,
                "men_pauv": people * (0.06 + 0.02 * k),
                "ind_11_17": people * 0.08,
                "ind_18_24": people * 0.09,
                "ind_25_39": people * 0.2,
            })  # fmt: skip
    pd.DataFrame(rows).drop_duplicates("idcar_1km").to_csv(path, index=False)


def _write_areas(path: Path) -> None:
    """Draw one priority neighbourhood in Moulins."""
    record = next(r for r in communes_by_code(CODES) if r.code == "03190")
    lon, lat, side = record.lon, record.lat, 0.004
    ring = [
        [lon, lat],
        [lon + side, lat],
        [lon + side, lat + side],
        [lon, lat + side],
        [lon, lat],
    ]
    feature = {
        "type": "Feature",
        "properties": {
            "code_qp": "QN00301M",
            "lib_qp": "Quartier d'essai",
            "insee_com": "03190",
            "lib_com": "Moulins",
            "insee_dep": "03",
        },
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    path.write_text(json.dumps(document), encoding="utf-8")
