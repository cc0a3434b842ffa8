"""What strangers may read of the settings, as in a report for a bug: only what is listed here, by name.

A new setting is left out until somebody decides about it.
"""

import re

_IN_FULL = frozenset(
    """
    TUNEMELD_ENV TUNEMELD_NOW TUNEMELD_STORAGE TUNEMELD_SQLITE_PATH TUNEMELD_CACHE TUNEMELD_SOURCE
    TUNEMELD_PLAYLISTS_FILE TUNEMELD_CHARTS_FILE TUNEMELD_CORRECTIONS_FILE
    ISRC_LOOKUP_BUDGET STALE_AFTER_DAYS
    ETL_BATCH_SIZE ETL_THREAD_COUNT ETL_RETRY_ATTEMPTS ETL_RETRY_DELAY
    RATE_LIMITS HTTP_TIMEOUT RETRY_AFTER_CAP
    YOUTUBE_DAILY_QUOTA YOUTUBE_DAILY_SEARCHES YOUTUBE_RETENTION_DAYS YOUTUBE_IN_TRENDING
    SCHEDULE_PLAYLISTS SCHEDULE_COUNTS SCHEDULE_TIMEZONE SCHEDULER_LEASE_SECONDS
    API_PORT API_WORKERS API_CONCURRENCY API_RATE_LIMIT LOG_LEVEL LOG_FORMAT LOG_FILE
    """.split()
)
_WHETHER_SET = frozenset(
    """
    RAPIDAPI_KEY SPOTIFY_CLIENT_ID SPOTIFY_CLIENT_SECRET YOUTUBE_API_KEY ADMIN_TOKEN
    CLOUDFLARE_ACCOUNT_ID CLOUDFLARE_NAMESPACE_ID CLOUDFLARE_API_TOKEN
    MONGODB_URL REDIS_URL HEARTBEAT_URL
    """.split()
)
# No secrets, but names of somebody's machines.
_WHETHER_CHANGED = frozenset(
    """
    MONGODB_DATABASE API_HOST CORS_ORIGINS ALLOWED_HOSTS
    SPOTIFY_RAPIDAPI_URL APPLE_MUSIC_RAPIDAPI_URL SOUNDCLOUD_RAPIDAPI_URL
    SPOTIFY_ACCOUNTS_URL SPOTIFY_API_URL YOUTUBE_API_URL ITUNES_API_URL DEEZER_API_URL
    SPOTIFY_OEMBED_URL SOUNDCLOUD_OEMBED_URL CLOUDFLARE_API_URL
    """.split()
)
_SAYS_NOTHING = frozenset({"not set", "wrong"})


def disclosed(name: str, value: str, origin: str) -> str | None:
    """What may be told of a setting with that value and origin; None where not even that it is there."""
    if name in _IN_FULL or (value in _SAYS_NOTHING and name in _WHETHER_SET | _WHETHER_CHANGED):
        return value
    if name in _WHETHER_SET:
        return "set"
    if name in _WHETHER_CHANGED:
        return "default" if origin.startswith("default") else "changed"
    return None


def disclosed_problem(problem: str) -> str:
    """What may be told of what is wrong with the settings; a sentence about a value begins with its name."""
    named = re.match(r"[A-Z_]+", problem)
    if named is None or named[0] in _IN_FULL:
        return problem
    return f"{named[0]} is wrong: `tunemeld config validate` says how."
