"""Orders of runs, as the administrator sends them."""

import json
from collections.abc import Sequence

from tests.api_in_process import ADMIN_TOKEN
from tests.asgi_client import Answer
from tests.described import CheckedClient

AUTHORISED = {"Authorization": f"Bearer {ADMIN_TOKEN}", "Content-Type": "application/json"}
"""The headers of an order."""


def start(
    api: CheckedClient, order: object, headers: dict[str, str] | None = None, body: Sequence[bytes] = ()
) -> Answer:
    """The answer to an order of a run."""
    sent = body or [json.dumps(order).encode()]
    return api.ask("POST", "/runs", AUTHORISED if headers is None else headers, body=sent)
