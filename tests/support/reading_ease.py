"""How hard a Danish text is to read."""

import re

LIX_CEILING = 35
"""Easy: what a busy colleague reads without effort."""


def lix(text: str) -> float:
    """Words per sentence plus the percentage of words of more than six letters."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = len(re.findall(r"[.!?]+(?=\W|$)", text))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
