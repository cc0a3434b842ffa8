"""Bug report: what a stranger needs to understand a fault, without a secret and without the user's name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tunemeld.application.ports.runtime import Redaction, Surroundings

LONGEST_TEXT = 400
"""Longer texts are cut: an upstream's own words may be a whole page."""


@dataclass(frozen=True)
class ToldSetting:
    """What may be told of a setting, and where its value comes from."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class BugReport:
    """Puts a report together.

    - Whatever it holds passes the redaction last, and only then is cut.
    - The home folder, which often has the user's name, is written `~`.
    """

    surroundings: Surroundings
    redaction: Redaction

    def of(
        self,
        settings: Sequence[ToldSetting],
        *,
        problems: Sequence[str] = (),
        findings: Mapping[str, object] | None = None,
    ) -> dict[str, object]:
        """The report as JSON holds it; `problems` are sentences on why there are no `findings`."""
        document = {
            **self.surroundings.facts(),
            "settings": {each.name: {"value": each.value, "from": each.origin} for each in settings},
            "problems": problems,
            **(findings or {}),
        }
        return {key: self._presentable(part) for key, part in document.items()}

    def _presentable(self, part: object) -> object:
        if isinstance(part, str):
            return self._presentable_text(part)
        if isinstance(part, Mapping):
            return {self._presentable_text(key): self._presentable(value) for key, value in part.items()}
        if isinstance(part, Sequence):
            return [self._presentable(each) for each in part]
        return part

    def _presentable_text(self, text: str) -> str:
        cleaned = self.redaction.clean(text)
        if home := self.surroundings.home:
            cleaned = re.sub(rf"(?<![\w.-]){re.escape(home)}(?![\w-]|\.\w)", "~", cleaned)
        return cleaned if len(cleaned) <= LONGEST_TEXT else f"{cleaned[: LONGEST_TEXT - 1]}…"
