"""Dates as people write them on a receipt: 23.11.2026, 10:15."""

DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = "d.m.Y, H:i"
