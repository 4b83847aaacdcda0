"""E-mail addresses in a note, also those written so that no machine should find them."""

import re

from assessment.text.shadow import Span, walled

_LOCAL = r"\w.+%&=~#'’-"
_TLD = r"(?:dk|com|net|org|eu|de|se|no|fi|uk|nu|info|io|gov|edu|fr|nl|pl|ua|ru|sy|af|tr|es|be|ch|biz|online)(?![^\W_])"
_SPELLED = r" {0,2}(?:[\[({<] ?(?:dot|punktum|prik|\.) ?[\])}>]) {0,2}| {1,2}(?:dot|punktum|prik) {1,2}"
_DOT = rf"\.|{_SPELLED}| \. ?|\. "
_AT = "a|at|@|snabel[- ]?a|alfa"
_SIGN = rf" {{0,2}}(?:@|[\[({{<] ?(?:{_AT}) ?[\])}}>]| snabel[- ]?a |&#64;|%40) {{0,2}}"
_START = rf"(?<![{_LOCAL}])[{_LOCAL}]++(?:(?:{_SPELLED})[{_LOCAL}]++){{0,3}}"
_LABEL = r"[^\W_][\w-]{0,62}"

_WITH_SIGN = re.compile(
    # navn@firma.dk and the unfinished navn@firma
    rf"(?<![{_LOCAL}])[{_LOCAL}]++@{_LABEL}(?:\.{_LABEL}){{0,8}}"
    rf"(?: ?\. ?(?:dk|com)(?![^\W_])|(?i:(?:{_SPELLED}){_TLD}))?"
    # navn (a) firma.dk, navn [at] firma dot dk, navn @ firma.dk
    rf"|{_START}(?i:{_SIGN}){_LABEL}(?:(?i:{_DOT}){_LABEL}){{0,4}}?(?i:{_DOT})(?i:{_TLD})"
)
_SPELLED_OUT = re.compile(  # navn at firma dot dk: "at" is a Danish word, so the dot must be spelled too
    rf"{_START} {{1,2}}(?i:at) {{1,2}}{_LABEL}(?:(?i:{_SPELLED}){_LABEL}){{0,4}}?(?i:{_SPELLED})(?i:{_TLD})"
)
_SIGNS = ("@", "%40", "&#64;")
_BRACKETED = re.compile(rf"[\[({{<] ?(?i:{_AT}) ?[\])}}>]")
_SPELLED_AT = re.compile(rf" [aA][tT] .{{1,200}}(?i:{_SPELLED})")


def email_spans(text: str) -> list[Span]:
    """Where e-mail addresses stand in a shadow, in order and apart.

    Examples
    --------
    >>> email_spans("Skriv til navn@firma.dk.")
    [(10, 23)]
    >>> email_spans("navn (a) firma.dk, navn at firma dot dk")
    [(0, 17), (19, 39)]
    >>> email_spans("Han sagde at firma.dk er lukket, opgave 3 (a), 4 stk@25")
    []
    """
    found: list[Span] = []
    if any(map(text.__contains__, _SIGNS)) or _BRACKETED.search(text) or "snabel" in text.lower():
        found = _addresses(_WITH_SIGN, text)
    if _SPELLED_AT.search(text):
        found += _addresses(_SPELLED_OUT, walled(text, found))
    return sorted(found)


def _addresses(writing: re.Pattern[str], text: str) -> list[Span]:
    """The addresses in one way of writing, without the punctuation before them."""
    found = []
    for match in writing.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip(".+%&=~#'’-_"))
        local, _, domain = text[start : match.end()].partition("@")
        last = domain.rpartition(".")[2].lstrip()
        is_price = bool(domain) and (not last[:1].isalpha() or not local)
        if not is_price:
            found.append((start, match.end()))
    return found
