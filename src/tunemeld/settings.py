"""What can be set from outside: names, defaults, limits. No other module reads the environment.

A value comes from the command line, else the environment, else `.env` in the working directory, else
the defaults of TUNEMELD_ENV, else the default here. An empty value counts as not set. What each
setting means stands in `.env.example`.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import (
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from tunemeld.application.errors import TuneMeldError
from tunemeld.setting_values import addresses, complaints, cron, defaults, notation
from tunemeld.setting_values.env_file import reason
from tunemeld.setting_values.masking import masked, secrets_in

# What a choice cannot do without.
_NEEDS = {
    "mongo": ("mongodb_url",),
    "redis": ("redis_url",),
    "kv": ("cloudflare_account_id", "cloudflare_namespace_id", "cloudflare_api_token"),
}

# Half of these switches nothing on.
_TOGETHER = (("spotify_client_id", "spotify_client_secret"), _NEEDS["kv"])


class InvalidSettings(TuneMeldError):
    """Raised when settings cannot be used; `problems` has one sentence for each, none with a secret."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Described:
    """One setting for people: its value as settings spell it, secrets masked, and where it came from."""

    name: str
    value: str
    origin: str


class Settings(BaseSettings):
    """Every setting, read and checked; the attribute is the setting's name in lower case.

    Fields that a check looks at stand before the field that it checks. `load_settings` is the door.
    """

    model_config = SettingsConfigDict(
        alias_generator=str.upper,
        case_sensitive=True,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        dotenv_filtering="only_existing",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    tunemeld_env: Literal["development", "production", "testing"] = "development"
    tunemeld_now: notation.Instant | None = None

    mongodb_url: addresses.MongodbUrl | None = None
    mongodb_database: notation.Name = "tunemeld"
    tunemeld_storage: Literal["auto", "sqlite", "mongo", "memory"] = "auto"
    tunemeld_sqlite_path: notation.OwnFile = Field(
        default_factory=lambda: platformdirs.user_data_path("tunemeld") / "tunemeld.db"
    )

    redis_url: addresses.RedisUrl | None = None
    cloudflare_account_id: notation.Name | None = None
    cloudflare_namespace_id: notation.Name | None = None
    cloudflare_api_token: notation.Key | None = None
    tunemeld_cache: Literal["auto", "memory", "kv", "redis"] = "auto"

    rapidapi_key: notation.Key | None = None
    spotify_client_id: notation.Key | None = None
    spotify_client_secret: notation.Key | None = None
    youtube_api_key: notation.Key | None = None
    tunemeld_source: Literal["auto", "rapidapi", "open", "sample"] = "auto"
    tunemeld_playlists_file: notation.GivenFile | None = None
    tunemeld_charts_file: notation.GivenFile | None = None
    tunemeld_corrections_file: notation.GivenFile | None = None

    isrc_lookup_budget: notation.Count = 100
    stale_after_days: notation.Days = 21
    etl_batch_size: Annotated[int, Field(ge=1, le=10_000)] = 100
    etl_thread_count: Annotated[int, Field(ge=1, le=500)] = 10
    etl_retry_attempts: Annotated[int, Field(ge=1, le=20)] = 3
    etl_retry_delay: notation.Seconds = 5.0
    rate_limits: Annotated[defaults.Rates, NoDecode] = defaults.RATES
    http_timeout: Annotated[notation.Seconds, Field(gt=0)] = 20.0
    retry_after_cap: notation.Seconds = 60.0

    # Quota of a Google project: https://developers.google.com/youtube/v3/determine_quota_cost
    youtube_daily_quota: notation.Count = 10_000
    youtube_daily_searches: notation.Count = 100
    youtube_retention_days: notation.Days = 30
    spotify_retention_days: notation.Days | None = None
    soundcloud_retention_days: notation.Days | None = None
    youtube_in_trending: bool = False

    # Weekdays by name: schedulers disagree about whether 0 is Sunday or Monday.
    schedule_playlists: cron.Cron = "30 2 * * sat"
    schedule_counts: cron.Cron = "0 2 * * *"
    schedule_timezone: notation.TimeZone = "UTC"
    scheduler_lease_seconds: Annotated[int, Field(ge=1, le=86_400)] = 60

    worker_task_seconds: Annotated[int, Field(ge=1, le=86_400)] = 900

    api_host: addresses.Host = "127.0.0.1"
    api_port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    api_workers: Annotated[int, Field(ge=1, le=1_000)] = Field(default_factory=lambda: os.cpu_count() or 1)
    api_concurrency: Annotated[int, Field(ge=1, le=1_000_000)] = 200
    api_rate_limit: notation.Count = 0
    cors_origins: addresses.Origins = ()
    allowed_hosts: addresses.Hosts = ()
    admin_token: notation.Key | None = None
    heartbeat_url: addresses.HeartbeatUrl | None = None

    log_level: notation.Level = "INFO"
    log_format: Literal["json", "text"] = "json"
    log_file: notation.OwnFile = Field(
        default_factory=lambda: platformdirs.user_state_path("tunemeld") / "api.log"
    )

    spotify_rapidapi_url: addresses.Upstream = "https://spotify23.p.rapidapi.com"
    apple_music_rapidapi_url: addresses.Upstream = "https://apple-music24.p.rapidapi.com"
    soundcloud_rapidapi_url: addresses.Upstream = "https://soundcloud-scraper.p.rapidapi.com"
    spotify_accounts_url: addresses.Upstream = "https://accounts.spotify.com"
    spotify_api_url: addresses.Upstream = "https://api.spotify.com"
    youtube_api_url: addresses.Upstream = "https://www.googleapis.com/youtube"
    itunes_api_url: addresses.Upstream = "https://itunes.apple.com"
    deezer_api_url: addresses.Upstream = "https://api.deezer.com"
    spotify_oembed_url: addresses.Upstream = "https://open.spotify.com/oembed"
    soundcloud_oembed_url: addresses.Upstream = "https://soundcloud.com/oembed"
    cloudflare_api_url: addresses.Upstream = "https://api.cloudflare.com/client/v4"

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)
    _unknown: tuple[str, ...] = PrivateAttr(default=())

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        dotenv = DotEnvSettingsSource(type(self))
        given_by: dict[str, Mapping[str, object]] = {
            f"default for {self.tunemeld_env}": defaults.OF_ENVIRONMENT[self.tunemeld_env],
            ".env": dotenv(),
            "environment": EnvSettingsSource(type(self))(),
            "command line": given,
        }
        self._origins = {name: origin for origin, values in given_by.items() for name in values}
        self._unknown = tuple(sorted(filter(_is_misspelt, dotenv.env_vars)))

    @model_validator(mode="before")
    @classmethod
    def _add_defaults_of_environment(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {**defaults.OF_ENVIRONMENT.get(given.get("TUNEMELD_ENV", "development"), {}), **given}

    @field_validator("tunemeld_now")
    @classmethod
    def _check_now(cls, now: datetime | None, info: ValidationInfo) -> datetime | None:
        if now is not None and info.data.get("tunemeld_env") == "production":
            raise ValueError("no other clock than the real one in production")
        return now

    @field_validator("tunemeld_storage", "tunemeld_cache")
    @classmethod
    def _check_needs(cls, choice: str, info: ValidationInfo) -> str:
        # A setting that is itself wrong is not in the data: it is reported under its own name.
        missing = [name.upper() for name in _NEEDS.get(choice, ()) if info.data.get(name, "wrong") is None]
        if missing:
            raise ValueError(f"{' and '.join(missing)} to be set as well")
        return choice

    @field_validator("tunemeld_source")
    @classmethod
    def _check_source(cls, source: str, info: ValidationInfo) -> str:
        if info.data.get("tunemeld_env") == "production":
            if source == "sample":
                raise ValueError("real data in production: rapidapi, or open")
            if source == "auto" and info.data.get("rapidapi_key", "wrong") is None:
                raise ValueError("RAPIDAPI_KEY to be set in production, or TUNEMELD_SOURCE=open")
        return source

    @property
    def storage(self) -> Literal["sqlite", "mongo", "memory"]:
        """The store to use, `auto` resolved."""
        if self.tunemeld_storage == "auto":
            return "mongo" if self.mongodb_url else "sqlite"
        return self.tunemeld_storage

    @property
    def source(self) -> Literal["rapidapi", "open", "sample"]:
        """Where playlists come from, `auto` resolved."""
        if self.tunemeld_source == "auto":
            return "rapidapi" if self.rapidapi_key else "sample"
        return self.tunemeld_source

    @property
    def cache(self) -> Literal["memory", "kv", "redis"]:
        """The cache to use, `auto` resolved."""
        if self.tunemeld_cache != "auto":
            return self.tunemeld_cache
        if self.redis_url:
            return "redis"
        return "kv" if all(getattr(self, name) for name in _NEEDS["kv"]) else "memory"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is probably not meant, one sentence each; it stops nothing."""
        said = [f".env sets {name}, which is no setting: look for a typing error." for name in self._unknown]
        said += [
            f"RATE_LIMITS names {upstream}, which is no upstream; known are {', '.join(defaults.RATES)}."
            for upstream in self.rate_limits
            if upstream not in defaults.RATES
        ]
        for names in _TOGETHER:
            missing = [name.upper() for name in names if getattr(self, name) is None]
            if 0 < len(missing) < len(names):
                said.append(f"{' and '.join(missing)} is not set: the other half alone switches nothing on.")
        return tuple(said)

    def secrets(self) -> tuple[str, ...]:
        """Every secret, sorted: keys, tokens, passwords in addresses, and the login that Spotify is sent."""
        found: set[str] = set()
        for name, value in self:
            if isinstance(value, SecretStr):
                found.update(secrets_in(name, value.get_secret_value()))
        if self.spotify_client_id and self.spotify_client_secret:
            pair = (self.spotify_client_id, self.spotify_client_secret)
            login = ":".join(part.get_secret_value() for part in pair)
            found.add(base64.b64encode(login.encode()).decode())
        return tuple(sorted(found))

    def places(self) -> tuple[str, ...]:
        """What tells strangers where this installation lies: its files' folders, and its servers' hosts."""
        files = (self.tunemeld_sqlite_path.absolute(), self.log_file.absolute())
        folders = {str(each) for file in files for each in (file, *file.parents) if len(each.parts) > 1}
        servers = (self.mongodb_url, self.redis_url)
        hosts = {addresses.hosts(server.get_secret_value()) for server in servers if server}
        # Everybody knows where the services are; what stands in for one is a proxy of this installation.
        upstreams = {
            n: f.default for n, f in type(self).model_fields.items() if n.endswith("_url") and f.default
        }
        proxies = {addresses.hosts(getattr(self, name)) for name in upstreams}
        proxies -= {addresses.hosts(default) for default in upstreams.values()}
        return tuple(sorted(folders | hosts | proxies))

    def describe(self) -> tuple[Described, ...]:
        """Every setting with its value and origin, in the order of declaration."""
        return tuple(
            Described(name.upper(), self._shown(name, value), self._origins.get(name.upper(), "default"))
            for name, value in self
        )

    def _shown(self, name: str, value: object) -> str:
        if value == "auto":
            return f"auto ({getattr(self, name.removeprefix('tunemeld_'))})"
        return masked(name, value)


def load_settings(env: str | None = None, **overrides: object) -> Settings:
    """Read all settings; `env` and overrides (names in lower case, None is not given) win over the rest.

    Raises:
        InvalidSettings: with every problem that there is.
        TypeError: an override is no setting.
    """
    if unknown := overrides.keys() - Settings.model_fields.keys():
        raise TypeError(f"{', '.join(sorted(unknown))} is no setting")
    given = {"tunemeld_env": env, **overrides}
    try:
        return Settings(**{name.upper(): value for name, value in given.items() if value is not None})
    except ValidationError as invalid:
        problems = tuple(_problem(str(each["loc"][0]), each) for each in invalid.errors(include_url=False))
    except (OSError, UnicodeError) as unreadable:
        problems = (
            f".env cannot be read ({reason(unreadable)}): make it a readable text file, or remove it.",
        )
    # Not chained: pydantic's error and a decoding error carry what was read, secrets with it.
    raise InvalidSettings(problems)


def check_value(name: str, text: str) -> str:
    """The value of one setting as it may be shown, secrets masked, whatever else is set.

    Raises:
        InvalidSettings: this version refuses the value.
    """
    alone: TypeAdapter[object] = TypeAdapter(
        Settings.model_fields[name.lower()].rebuild_annotation(), config=ConfigDict(str_strip_whitespace=True)
    )
    try:
        return masked(name.lower(), alone.validate_python(text))
    except ValidationError as invalid:
        problems = tuple(_problem(name, each) for each in invalid.errors(include_url=False))
    raise InvalidSettings(problems)  # not chained, as above


def _is_misspelt(name: str) -> bool:
    return name.upper().startswith("TUNEMELD_") and name not in map(str.upper, Settings.model_fields)


def _problem(name: str, error: ErrorDetails) -> str:
    # Of a default, pydantic gives the attribute's name, which is the setting's in lower case.
    is_secret = "SecretStr" in str(Settings.model_fields[name.lower()].annotation)
    return complaints.complain(name.upper(), error, show_value=not is_secret)
