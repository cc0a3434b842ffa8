"""How a setting is shown, and which secrets are in it."""

from pydantic import SecretStr

from tunemeld.setting_values import addresses, notation

# Addresses that may hold a password, and are shown without it.
_SERVERS = {"mongodb_url", "redis_url"}


def masked(name: str, value: object) -> str:
    """The value of a setting as it is spelt in a file; a secret only as far as that it is set."""
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return addresses.masked(value.get_secret_value()) if name in _SERVERS else "set"
    return notation.write(value) or "not set"


def secrets_in(name: str, value: str) -> tuple[str, ...]:
    """What must never be shown of a secret setting: of an address its passwords, else all of it."""
    if name in _SERVERS:
        return addresses.passwords(value)
    return addresses.secrets_in_heartbeat(value) if name == "heartbeat_url" else (value,)
