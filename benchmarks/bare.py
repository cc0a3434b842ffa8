"""The peers of the API: the least that Falcon can do, returning bytes and headers that a file holds.

`BARE_ANSWER` names the file: a JSON object of `headers` and, in Base64, the `body`.
"""

import base64
import json
import os
from pathlib import Path

import falcon
import falcon.asgi

_ANSWER = json.loads(Path(os.environ["BARE_ANSWER"]).read_text("utf-8"))
_BODY = base64.b64decode(_ANSWER["body"])
_HEADERS: dict[str, str] = _ANSWER["headers"]


class _Wsgi:
    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        resp.set_headers(_HEADERS)
        resp.data = _BODY


class _Asgi:
    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.set_headers(_HEADERS)
        resp.data = _BODY


wsgi = falcon.App()
wsgi.add_route("/answer", _Wsgi())
asgi = falcon.asgi.App()
asgi.add_route("/answer", _Asgi())
