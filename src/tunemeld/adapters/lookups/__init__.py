"""Enrichment of single tracks: ISRCs and covers."""
