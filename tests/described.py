"""Holds every answer of the API against the OpenAPI document, and against what each of them promises."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator
from tests.asgi_client import Answer, App, AsgiClient

# Of the message itself, and so of no document (OpenAPI 3.1, Response Object).
_OF_THE_MESSAGE = {"content-type", "content-length"}
_FAILURE = {"$ref": "#/components/schemas/Failure"}
_BEFORE_ANY_PATH = {414, 421, 429}
_SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-resource-policy": "same-origin",
}
_INTERNAL = re.compile(
    r"Traceback|site-packages|\.py\b|tunemeld\.(?:adapters|application|db)|/(?:root|home|tmp)/"
)


class Description:
    """The OpenAPI document, as whoever reads it understands it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, method: str, path: str, answer: Answer) -> list[str]:
        """What an answer is, and the document does not say it may be; and the other way round."""
        operation = self.item(path).get(method.lower())
        if operation is None:
            allowed = {404} if not self.item(path) else {405}
            wrong = [] if answer.status in allowed | _BEFORE_ANY_PATH else [f"{answer.status}, not {allowed}"]
            return [*wrong, *(self.faults(answer, _FAILURE) if method != "HEAD" else [])]
        response = operation["responses"].get(str(answer.status))
        if response is None:
            return [f"{answer.status} is not among {', '.join(operation['responses'])}"]
        return [*self._of_headers(response, answer), *self._of_content(response, answer)]

    def item(self, path: str) -> Mapping[str, Any]:
        """What the document says of a path; empty where it knows none such."""
        for template, item in self.document["paths"].items():
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path.rstrip("/") or "/"):
                found: Mapping[str, Any] = item
                return found
        return {}

    def faults(self, answer: Answer, schema: Mapping[str, Any]) -> list[str]:
        """Where a body in JSON is not what a schema says."""
        return [
            f"{error.instance_path}: {error}"
            for error in self._validator(schema).iter_errors(answer.document)
        ]

    def _validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        key = str(schema)
        if key not in self._validators:
            rooted = {**schema, "components": self.document["components"]}
            self._validators[key] = Draft202012Validator(rooted, validate_formats=True)
        return self._validators[key]

    def _of_headers(self, response: Mapping[str, Any], answer: Answer) -> Iterator[str]:
        described = {
            name.lower(): self.document["components"]["headers"][told["$ref"].rpartition("/")[2]]
            for name, told in response["headers"].items()
        }
        yield from (
            f"{name} is not described" for name in answer.headers.keys() - described - _OF_THE_MESSAGE
        )
        for name, told in described.items():
            if name not in answer.headers:
                yield from [f"{name} is missing"] if told["required"] else []
            elif told["schema"]["type"] == "integer" and not answer.headers[name].isdigit():
                yield f"{name} is {answer.headers[name]}, and no number"

    def _of_content(self, response: Mapping[str, Any], answer: Answer) -> list[str]:
        if "content" not in response:
            return ["there is a body"] if answer.body else []
        media_type = answer.headers["content-type"].partition(";")[0]
        if media_type not in response["content"]:
            return [f"{media_type} is not among {', '.join(response['content'])}"]
        schema = response["content"][media_type]["schema"]
        return self.faults(answer, schema) if media_type == "application/json" else []


def broken_promises(path: str, answer: Answer, secrets: Sequence[str]) -> Iterator[str]:
    """What an answer lacks of that which every answer has, and has of that which none may have."""
    for name, value in _SECURITY.items():
        if answer.headers.get(name) != value:
            yield f"{name} is {answer.headers.get(name)}"
    if "default-src 'none'" not in answer.headers.get("content-security-policy", ""):
        yield "nothing says what a page may load"
    if not answer.headers.get("x-request-id"):
        yield "there is no id"
    told = f"{answer.headers}{answer.text if path != '/docs' else ''}"
    yield from (f"{found!r} is internal" for found in _INTERNAL.findall(told))
    yield from (f"{secret!r} is nobody's business" for secret in secrets if secret in told)
    if answer.body and path != "/openapi.json" and answer.headers["content-type"] == "application/json":
        yield from _faults_of_envelope(answer)


def _is_for_people(path: str) -> bool:
    """Whether a page is at that path: the document, which is for programs, has none of them."""
    return bool(re.match("/(genre|track|static)/|/(find|privacy)$", path))


def _faults_of_envelope(answer: Answer) -> Iterator[str]:
    document = answer.document
    if list(document) != ["status", "message", "data"]:
        yield f"the envelope has {', '.join(document)}"
    elif document["status"] != ("success" if answer.status < 400 else "error"):
        yield f"{answer.status} is called {document['status']}"
    elif (document["data"] is None) != (answer.status >= 400) or not document["message"]:
        yield "an error has data, or no message"


class CheckedClient(AsgiClient):
    """Asks like its base, and lets no answer pass that is not as it is described."""

    def __init__(
        self, app: App, *, description: Description, home: Path, secrets: Sequence[str] = ()
    ) -> None:
        super().__init__(app)
        self.description = description
        self._secrets = (str(home), *secrets)

    def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        *,
        body: Sequence[bytes] = (),
        client: str = "127.0.0.1",
    ) -> Answer:
        """The answer, which keeps all promises."""
        answer = super().ask(method, target, headers, body=body, client=client)
        path = target.partition("?")[0]
        described = [] if _is_for_people(path) else self.description.problems(method, path, answer)
        found = [
            *described,
            *broken_promises(path, answer, self._secrets),
        ]
        assert not found, f"{method} {target}: {'; '.join(found)}"
        return answer
