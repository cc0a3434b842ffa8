"""Defaults that are more than a value: of whole environments, and of the paces of upstreams."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from tunemeld.setting_values import notation

RATES = {"rapidapi": 1, "spotify": 3, "youtube": 10, "itunes": 0.33, "deezer": 8, "cloudflare": 4}

OF_ENVIRONMENT: Mapping[str, Mapping[str, object]] = {
    "development": {
        "ETL_BATCH_SIZE": 10,
        "ETL_THREAD_COUNT": 4,
        "CORS_ORIGINS": "http://localhost:8080,http://localhost:3000,http://127.0.0.1:8080",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "text",
    },
    "production": {
        "ETL_BATCH_SIZE": 500,
        "ETL_THREAD_COUNT": 50,
        "CORS_ORIGINS": "https://tunemeld.com,https://www.tunemeld.com",
    },
    "testing": {
        "TUNEMELD_STORAGE": "memory",
        "MONGODB_DATABASE": "tunemeld_test",
        "ETL_BATCH_SIZE": 5,
        "ETL_THREAD_COUNT": 1,
        "ETL_RETRY_ATTEMPTS": 1,
        "ETL_RETRY_DELAY": 0,
    },
}


def _read_rates(text: str | Mapping[str, float]) -> dict[str, float]:
    return {**RATES, **notation.read_rates(text)}


Rates = Annotated[dict[str, float], BeforeValidator(_read_rates)]
