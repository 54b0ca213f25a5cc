"""Bring official data from their servers, and addresses from the national geocoder."""

from __future__ import annotations

from placement.download.address_sheet import AddressSheet, PlaceRow, read_address_sheet
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
from placement.download.fetch import Fetched, State, cached_records, fetch_file, place
from placement.download.geocoder import GEOCODER_URL, Address, Answer, ask_geocoder
from placement.download.geocoding import (
    GeocodedSheet,
    Located,
    Verdict,
    geocode_sheet,
    write_geocoded,
    write_report,
)
from placement.download.orders import (
    Delivery,
    Order,
    Outcome,
    deliver,
    territory_departements,
)
from placement.download.record import FileRecord, intact_record, read_record

__all__ = [
    "GEOCODER_URL",
    "OSM",
    "Address",
    "AddressSheet",
    "Answer",
    "Catalogue",
    "CatalogueEntry",
    "Delivery",
    "DownloadError",
    "Expected",
    "Fetched",
    "FileRecord",
    "GeocodedSheet",
    "HttpRules",
    "Located",
    "Order",
    "Outcome",
    "PlaceRow",
    "State",
    "UnreachableError",
    "Verdict",
    "Wanted",
    "ask_geocoder",
    "cached_records",
    "deliver",
    "fetch_file",
    "geocode_sheet",
    "geofabrik_regions",
    "http_session",
    "intact_record",
    "place",
    "plan_download",
    "read_address_sheet",
    "read_catalogue",
    "read_record",
    "territory_departements",
    "verify_content",
    "write_geocoded",
    "write_report",
]
