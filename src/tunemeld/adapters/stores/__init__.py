"""Stores: playlists, charts, identities, lookups, runs and cool-downs."""
