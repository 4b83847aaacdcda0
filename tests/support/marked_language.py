"""A language in which every sentence of the catalogue is marked: what stands outside the marks has escaped it."""

import gettext
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from html import unescape
from string import Formatter
from typing import Any

import pytest
from babel.dates import get_month_names

from assessment.i18n import said_again, words
from assessment.i18n.words import in_language, read_catalogue
from assessment.reference.calibration_cases import load_cases
from assessment.reference.rubric import load_rubric
from assessment.text.screening import REMOVED

OPEN, CLOSE = "⟦", "⟧"
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NUMBERED = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|sprogspor-\w+\.db|/felt\b|http://\S+|(?<=⟧)[0-9A-Z]{4}\b|\{\w+\}"
)
"""Ids, names of copies, addresses, numbers of receipts, and what a script fills in itself."""
_INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
NOT_SEEN = {
    "id", "form_id", "key", "icon", "url", "url_path", "url_pathname", "page_script_hash", "element_hash",
    "active_script_hash", "font_face", "width", "height", "style", "mime", "selection_mode", "theme", "form_mode",
    "vega_lite_theme", "page", "query_string", "file_name", "anchor", "autocomplete", "delta_path", "format", "type",
    "deferred_file_id", "language",
}  # fmt: skip
"""The fields of a message to the browser that nobody reads."""
SEEN_ATTRIBUTES = ("aria-label", "aria-description", "title", "placeholder", "alt")


class MarkedCatalogue(gettext.NullTranslations):
    """Every known sentence with a mark around each of its own words and none around what is put into it."""

    def gettext(self, message: str) -> str:
        return marked(message) if message in _known() else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def marked(sentence: str) -> str:
    """The sentence in the marked language; ``{names}`` stay outside the marks."""
    pieces = []
    for literal, name, spec, _conversion in Formatter().parse(sentence):
        text = literal.replace("{", "{{").replace("}", "}}")
        pieces.append(f"{OPEN}{text}{CLOSE}" if _LETTERS.search(literal) else text)
        if name is not None:
            pieces.append(f"{{{name}:{spec}}}" if spec else f"{{{name}}}")
    return "".join(pieces)


@cache
def _known() -> frozenset[str]:
    return frozenset(
        form
        for entry in read_catalogue("en")
        if entry.id
        for form in ([entry.id] if isinstance(entry.id, str) else entry.id)
    )


@contextmanager
def in_marked_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever reads English is told everything in the marked language instead."""
    with monkeypatch.context() as patched:
        patched.setattr(words, "_catalogue", lambda _language: MarkedCatalogue())
        forms = tuple((anchor, danish, marked(danish)) for anchor, danish, _english in said_again._forms("en"))
        patched.setattr(said_again, "_forms", lambda _language: forms)
        with in_language("en"):
            yield


def escaped(text: str, data: Iterable[str] = ()) -> list[str]:
    """The words in ``text`` that stand outside every mark and are neither data nor a month."""
    text = _NUMBERED.sub(" ", unescape(text).replace("\\", ""))
    while _INNERMOST.search(text):
        text = _INNERMOST.sub(" ", text)
    text = _never_translated(frozenset(data)).sub(" ", text)
    return _LETTERS.findall(text)


@cache
def _never_translated(data: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(data | _always_known(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


@cache
def _always_known() -> frozenset[str]:
    """Words that are not translated: our name, languages, the English of the rubric and its cases, months, units."""
    rubric = load_rubric()
    told = {"Sprogspor", "English", "Dansk", "MB", "GB", "CSV", REMOVED.strip("[]"), *rubric.step_names_en}
    for one in rubric.criteria:
        told |= {one.name_en, one.question_en, one.example_en, *one.anchors_en}
    for case in load_cases().cases:
        told |= {case.place_en, case.text_en}
    months = {name for width in ("wide", "abbreviated") for name in get_month_names(width, locale="en_GB").values()}
    return frozenset(text for text in told | months if text)


def seen_in_message(proto: Any) -> Iterator[str]:
    """Every text of a message to the browser that a person sees or hears."""
    for field, value in proto.ListFields():
        values = value if field.is_repeated else [value]
        if field.type == field.TYPE_MESSAGE:
            if field.message_type.GetOptions().map_entry:
                continue
            for one in values:
                yield from seen_in_message(one)
        elif field.type == field.TYPE_STRING and field.name not in NOT_SEEN:
            yield from (text for one in values for text in _seen_in_text(one, field.name))


def _seen_in_text(text: str, field: str) -> Iterator[str]:
    if text.lstrip().startswith("{"):
        yield from seen_in_json(json.loads(text))
    elif "<" in text and field == "body":
        yield from seen_in_html(text)
    else:
        yield text


def seen_in_json(value: Any, key: str = "") -> Iterator[str]:
    """The words of a chart: titles, what its axes say, and what stands in its rows; Vega's own words are not ours."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from seen_in_json(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from seen_in_json(part, key)
    elif isinstance(value, str) and key in ("said", "who", "text", "title"):
        yield value
    elif isinstance(value, str) and key == "labelExpr":
        yield from re.findall(r"'([^']*)'", value)


def seen_in_html(html: str) -> Iterator[str]:
    """What a page says: its text, and the attributes that are read aloud or shown."""
    html = re.sub(r"<style.*?</style>|<script.*?</script>|<!--.*?-->", " ", html, flags=re.DOTALL)
    for name in SEEN_ATTRIBUTES:
        yield from (one or other for one, other in re.findall(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", html))
    yield from re.findall(r"""\sdata-(?:sending|too-large)="([^"]*)\"""", html)
    yield from re.split(r"<[^>]*>", html)
