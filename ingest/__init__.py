"""Bytes to articles: fetch, parse, normalise, full text, near-duplicates, schedule, and the feed catalogue."""
