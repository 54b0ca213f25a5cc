"""Bring official data from their servers, and addresses from the national geocoder."""

from __future__ import annotations

from placement.download.catalogue import (
    OSM,
    Catalogue,
    CatalogueEntry,
    Wanted,
    geofabrik_regions,
    plan_download,
    read_catalogue,
)
from placement.download.client import HttpRules, http_session
from placement.download.content import Expected, verify_content
from placement.download.failures import DownloadError, UnreachableError
from placement.download.fetch import Fetched, State, cached_records, fetch, place
from placement.download.orders import (
    Delivery,
    Order,
    Outcome,
    deliver,
    territory_departements,
)
from placement.download.record import FileRecord, intact_record, read_record

__all__ = [
    "OSM",
    "Catalogue",
    "CatalogueEntry",
    "Delivery",
    "DownloadError",
    "Expected",
    "Fetched",
    "FileRecord",
    "HttpRules",
    "Order",
    "Outcome",
    "State",
    "UnreachableError",
    "Wanted",
    "cached_records",
    "deliver",
    "fetch",
    "geofabrik_regions",
    "http_session",
    "intact_record",
    "place",
    "plan_download",
    "read_catalogue",
    "read_record",
    "territory_departements",
    "verify_content",
]
