"""What the settings of the earlier TuneMeld are called here, and how this version spells their values."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tunemeld.setting_values.notation import read_list, write

# Where several name the same setting, the first that can be used is taken.
NAMES: Mapping[str, str] = {
    "X_RAPIDAPI_KEY": "RAPIDAPI_KEY",
    "GOOGLE_API_KEY": "YOUTUBE_API_KEY",
    "MONGO_URI": "MONGODB_URL",
    "MONGO_DB_NAME": "MONGODB_DATABASE",
    "CF_ACCOUNT_ID": "CLOUDFLARE_ACCOUNT_ID",
    "CF_NAMESPACE_ID": "CLOUDFLARE_NAMESPACE_ID",
    "CF_API_TOKEN": "CLOUDFLARE_API_TOKEN",
    "DJANGO_ALLOWED_HOSTS": "ALLOWED_HOSTS",
    "DJANGO_CORS_ALLOWED_ORIGINS": "CORS_ORIGINS",
    "CORS_ALLOWED_ORIGINS": "CORS_ORIGINS",
    "DJANGO_DEBUG": "TUNEMELD_ENV",
    "DJANGO_LOG_LEVEL": "LOG_LEVEL",
}

WITHOUT_COUNTERPART: Mapping[str, str] = {
    "DJANGO_SECRET_KEY": "this version signs nothing",
    "SECRET_KEY": "this version signs nothing",
    "DJANGO_SETTINGS_MODULE": "this version runs without Django, and has its settings in .env",
    "DJANGO_CSRF_TRUSTED_ORIGINS": "this version has no forms and no cookies to protect",
    "DEBUG": "here TUNEMELD_ENV says whether this is development or production",
    "MONGO_DATA_API_KEY": "this version speaks to MongoDB itself, by MONGODB_URL",
    "MONGO_DATA_API_ENDPOINT": "this version speaks to MongoDB itself, by MONGODB_URL",
}

# The earlier one took the next key when a quota was gone. RapidAPI's terms do not allow that: this one waits.
_NUMBERED_KEY = re.compile(r"X_RAPIDAPI_KEY_(?:[A-Z]|[0-9]{1,2})")
_LISTS = {"ALLOWED_HOSTS", "CORS_ORIGINS"}
_EVERYBODY = "*"
_ENVIRONMENTS = {
    **dict.fromkeys(("true", "1", "yes", "on"), "development"),
    **dict.fromkeys(("false", "0", "no", "off"), "production"),
}


@dataclass(frozen=True)
class Counterpart:
    """A setting of the earlier TuneMeld, its name here, and its value as this version spells it.

    The value is "" where nothing is left to carry over; `remark` says what was left out of it, if anything.
    """

    old: str
    new: str
    text: str
    remark: str = ""


def counterparts(old: Mapping[str, str], own: Collection[str]) -> tuple[Counterpart, ...]:
    """Every setting that has a counterpart, in the order in which they are to be considered.

    First come those by their `own` names in this version, then those by earlier names.
    """
    return tuple(
        Counterpart(name, new, *spelt_anew(new, old[name])) for name, new in _names(old, own) if name in old
    )


def unknown(old: Collection[str], own: Collection[str]) -> tuple[str, ...]:
    """The names that neither version is known to have, sorted."""
    known = {name for name, _ in _names(old, own)} | WITHOUT_COUNTERPART.keys()
    return tuple(sorted(set(old) - known))


def spelt_anew(new: str, text: str) -> tuple[str, str]:
    """A value as this version spells it, and what was left out; what cannot be read stays as it is."""
    if new in _LISTS:
        return _list(text)
    if new == "TUNEMELD_ENV":
        return _ENVIRONMENTS.get(text.strip().lower(), text), ""
    return text, ""


def _names(old: Collection[str], own: Collection[str]) -> Iterator[tuple[str, str]]:
    yield from ((name, name) for name in own)
    yield from NAMES.items()
    yield from ((name, "RAPIDAPI_KEY") for name in sorted(old) if _NUMBERED_KEY.fullmatch(name))


def _list(text: str) -> tuple[str, str]:
    parts = _parts(text)
    if parts is None:
        return text, ""
    named = tuple(part for part in parts if part != _EVERYBODY)
    remark = f"{_EVERYBODY} is left out, as it means everybody" if len(named) < len(parts) else ""
    return write(named), remark


def _parts(text: str) -> tuple[str, ...] | None:
    """The parts of a list as JSON, Python or commas write it; None where it is begun and wrong."""
    if not text.strip().startswith(("[", "(")):
        return read_list(text)
    try:
        parts = ast.literal_eval(text.strip())  # reads a list of texts in JSON as well
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    is_list = isinstance(parts, list | tuple) and all(isinstance(part, str) for part in parts)
    return read_list(parts) if is_list else None
