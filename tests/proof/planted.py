"""Secrets planted in every setting that holds one, and where they must not come up again."""

import base64
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from tests.proof.storages import Contents

ACCESS_TOKEN = "BQplanted+access/token-5f0c2e91d7"
"""What a server that stands in for Spotify gives out; it comes from no setting."""

REDIS_PASSWORD = "planted-redis-password-b7d4"
MONGODB_PASSWORD = "planted/mongo-password-6e12"

SETTINGS = {
    "RAPIDAPI_KEY": "planted+rapidapi/key-9d31c7f2ab==",
    "SPOTIFY_CLIENT_ID": "planted-client-id-71be0a44",
    "SPOTIFY_CLIENT_SECRET": "planted-client/secret-cc18+e902",
    "YOUTUBE_API_KEY": "planted-youtube-key-3a77f1d0",
    "CLOUDFLARE_API_TOKEN": "planted-cloudflare-token-88e5",
    "ADMIN_TOKEN": "planted-admin-token-40b9d6c3",
    "MONGODB_URL": f"mongodb://reader:{quote_plus(MONGODB_PASSWORD)}@127.0.0.1:27017/",
    "REDIS_URL": f"redis://:{REDIS_PASSWORD}@127.0.0.1:6379/0",
    "HEARTBEAT_URL": "https://heartbeat.example/ping/planted-heartbeat-2c90",
}
"""Every setting with a secret in it."""

BESIDE = {
    "CLOUDFLARE_ACCOUNT_ID": "an-account",
    "CLOUDFLARE_NAMESPACE_ID": "a-namespace",
    "TUNEMELD_STORAGE": "sqlite",
    "TUNEMELD_CACHE": "memory",
}
"""What they need beside them, and what keeps servers out that are not there."""

_PLAIN = (
    *(value for name, value in SETTINGS.items() if not name.endswith("_URL")),
    MONGODB_PASSWORD,
    REDIS_PASSWORD,
    "planted-heartbeat-2c90",
    f"{SETTINGS['SPOTIFY_CLIENT_ID']}:{SETTINGS['SPOTIFY_CLIENT_SECRET']}",
    ACCESS_TOKEN,
)


def secrets_in(text: str) -> list[str]:
    """The planted secrets that a text holds in any spelling: plain, URL-encoded, JSON-escaped, Base64."""
    return [plain for plain in _PLAIN if any(spelling in text for spelling in _spellings(plain))]


def _spellings(plain: str) -> set[str]:
    written = {plain, base64.b64encode(plain.encode()).decode()}
    encoded = {form(each) for each in written for form in (quote, quote_plus)}
    return written | encoded | {each.replace("/", "\\/") for each in written}


def secrets_stored(folder: Path) -> list[str]:
    """The planted secrets in any file below a folder, byte by byte, and in what is compressed in a store."""
    found = []
    for file in (path for path in folder.rglob("*") if path.is_file()):
        found += [f"{file.name}: {s}" for s in secrets_in(file.read_bytes().decode("latin-1"))]
        if file.suffix == ".db":
            found += [f"{file.name}, {where}: {s}" for where, text in _values(file) for s in secrets_in(text)]
    return found


def secrets_among(contents: Contents) -> list[str]:
    """The planted secrets in what a storage holds, unpacked where it is compressed."""
    return [f"{table}: {s}" for table, rows in contents.items() for s in secrets_in("\n".join(_texts(rows)))]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    else:
        yield zlib.decompress(value).decode() if isinstance(value, bytes) else str(value)


def _values(store: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(store) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - SQLite's own names
                for value in row:
                    plain = zlib.decompress(value).decode() if isinstance(value, bytes) else str(value)
                    yield table, plain
    connection.close()
