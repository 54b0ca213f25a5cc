"""GTFS: the timetables of public transport, read whole, and one day of them."""

from __future__ import annotations

from placement.sources.gtfs.days import choose_day
from placement.sources.gtfs.licences import read_licences
from placement.sources.gtfs.model import Feed, FeedUse, ServiceDay, Timetable
from placement.sources.gtfs.reader import FEEDS_FOLDER, find_feeds, read_feed
from placement.sources.gtfs.timetable import day_timetable

__all__ = [
    "FEEDS_FOLDER",
    "Feed",
    "FeedUse",
    "ServiceDay",
    "Timetable",
    "choose_day",
    "day_timetable",
    "find_feeds",
    "read_feed",
    "read_licences",
]
