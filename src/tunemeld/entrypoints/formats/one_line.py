"""Text as every format can hold it: on one line, and without characters that XML 1.0 forbids."""

import re

# Control characters that are no white space, halves of surrogates, and two that are no characters at all.
# Source: XML 1.0, production Char; it allows but discourages those from U+007F to U+009F.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str) -> str:
    """The text with one space for any white space, line breaks too; what catalogues have cleaned stays."""
    return " ".join(_FORBIDDEN.sub("", text).split())
