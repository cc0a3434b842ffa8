"""The public address of a list, from however somebody else has written it down."""

from urllib.parse import urlsplit

from tunemeld.adapters.catalogues.playlist_tables import TABLES


def list_address(service: str, written: str) -> str:
    """The address that the playlists file would give, from an address or an id; "" for anything else."""
    table = TABLES.get(service)
    if table is None:
        return ""
    try:
        if "url" in table.model_fields:
            return table.model_validate({"url": written, "name": "any"}).ref.url
        return table.model_validate({"id": _last_part(written)}).ref.url
    except ValueError:
        return ""


def _last_part(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]
