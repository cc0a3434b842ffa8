"""Figures that a proof leaves behind, beside having passed."""

from collections.abc import Callable
from typing import TypeAlias

FIGURE = "figure"
"""The property of a test's report that holds a line of figures."""

Tell: TypeAlias = Callable[[str], None]
"""Writes a line of figures down, for the summary of the whole run."""
