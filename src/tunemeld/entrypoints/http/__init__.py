"""The HTTP API: Falcon under gunicorn, behind a gate that hands out what lies ready."""
