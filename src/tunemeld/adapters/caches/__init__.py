"""Caches of finished charts."""
