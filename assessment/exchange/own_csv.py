"""A provider's own CSV: which of our files it is, told by its headers, and what is filled in where it leaves out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessment.domain.bundle import BUNDLE_FILES, BundleColumn, BundleFile
from assessment.exchange.package import bundle_stem
from assessment.exchange.refusals import Refusal, refusal, shown
from assessment.exchange.tables import Meaning, header_of
from assessment.exchange.theirs import FILES
from assessment.i18n.words import _
from assessment.reference.header_aliases import canonical_header
from assessment.reference.refused_columns import RefusedColumn, why_refused

KINDS = ("results", "attendance", "enrolments")
"""What a provider's own CSV can hold."""
_FILLED_IN = {
    "results": {"result_id", "provider_id", "reported_on"},
    "attendance": {"enrolment_id"},
    "enrolments": {"enrolment_id", "provider_id"},
}
LEFT_OUT = ""
"""What a header is said to mean, where it is to be left out."""
WHOLE_FILE_LEFT_OUT = "udelad"
"""What a file is said to hold, where it is to be left out."""


def _own_form(stem: str) -> BundleFile:
    """The bundle's file as a provider may deliver it: what we can fill in may be left out."""
    file, filled_in = BUNDLE_FILES[stem], _FILLED_IN.get(stem, set())
    columns = tuple(
        replace(column, required=column.required and column.name not in filled_in) for column in file.columns
    )
    if stem == "attendance":
        columns = (BundleColumn("newcomer_id", "id"), *columns)
    return replace(file, columns=columns)


OWN_FORMS = {stem: _own_form(stem) for stem in FILES}


@dataclass(frozen=True, slots=True)
class Said:
    """What the deliverer said of one file: which of ours it is (empty: not said), and what each header means."""

    stem: str
    meanings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One file that was recognised."""

    name: str
    stem: str
    content: bytes
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A file whose headers do not say enough: its headers, our best guess at it (empty: none) and at each of them."""

    name: str
    headers: tuple[str, ...]
    stem: str
    meanings: Mapping[str, str]
    missing: tuple[str, ...]


@dataclass(slots=True)
class Recognised:
    """What became of the files that were sent, before any row is read."""

    files: list[OwnFile] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def own_meaning(stem: str, header: str) -> str | None:
    """The canonical column that a provider's header means; attendance may be told by person too.

    Examples
    --------
    >>> own_meaning("attendance", "Kursist-id"), own_meaning("attendance", "Uge"), own_meaning("attendance", "hold")
    ('newcomer_id', 'week', None)
    """
    meant = canonical_header(stem, header)
    if meant is None and stem == "attendance" and canonical_header("enrolments", header) == "newcomer_id":
        return "newcomer_id"
    return meant


def recognise(files: Sequence[tuple[str, bytes]], said: Mapping[str, Said]) -> Recognised:
    """Say of each file which of ours it is: by its name, by what was ``said`` of it, or by its headers."""
    found = Recognised()
    named: dict[str, str] = {}
    for name, content in files:
        stem = bundle_stem(name)
        if stem is not None and stem not in FILES:
            found.refused.append(refusal(name, _not_theirs()))
            continue
        one = (
            OwnFile(name, stem, content, own_meaning) if stem else _by_its_headers(found, name, content, said.get(name))
        )
        if one is None:
            continue
        if one.stem in named:
            found.refused.append(refusal(name, _twice(named[one.stem], name)))
            continue
        named[one.stem] = name
        found.files.append(one)
    found.files.sort(key=lambda file: FILES.index(file.stem))
    return found


def _by_its_headers(found: Recognised, name: str, content: bytes, said: Said | None) -> OwnFile | None:
    if said is not None and said.stem == WHOLE_FILE_LEFT_OUT:
        found.ignored.append(shown(name))
        return None
    meaning = _as_said(said) if said else own_meaning
    candidates = (said.stem,) if said and said.stem in KINDS else KINDS
    headers = {stem: header_of(OWN_FORMS[stem], content, meaning) for stem in candidates}
    missing = {stem: _missing(stem, headers[stem], meaning) for stem in candidates}
    likeliest = max(candidates, key=lambda stem: (_found(stem, headers[stem], meaning), -len(missing[stem])))
    header = [cell for cell in headers[likeliest] if cell]
    if not header:
        found.refused.append(refusal(name, _("Filen er tom eller kan ikke læses. Gem den som CSV med en overskrift.")))
        return None
    if forbidden := [(cell, why) for cell in header if (why := _why_forbidden(likeliest, cell))]:
        found.refused.extend(refusal(name, why.reason, line=1, column=cell) for cell, why in forbidden)
        return None
    complete = [stem for stem in candidates if not missing[stem]]
    if len(complete) == 1:
        return OwnFile(name, complete[0], content, meaning)
    guess = likeliest if len(candidates) == 1 or _found(likeliest, header, meaning) else ""
    meanings = {cell: meaning(likeliest, cell) or LEFT_OUT for cell in header}
    if said is not None:
        meanings |= said.meanings
    found.unrecognised.append(Unrecognised(name, tuple(meanings), guess, meanings, missing[guess] if guess else ()))
    return None


def _as_said(said: Said) -> Meaning:
    def meaning(stem: str, header: str) -> str | None:
        if _why_forbidden(stem, header):
            return None  # no choice in a form makes a forbidden column a permitted one
        column = said.meanings.get(header, own_meaning(stem, header))
        return column if column in OWN_FORMS[stem].column_names else None

    return meaning


def _why_forbidden(stem: str, header: str) -> RefusedColumn | None:
    return why_refused(header) if own_meaning(stem, header) is None else None


def _missing(stem: str, header: Sequence[str], meaning: Meaning) -> tuple[str, ...]:
    """What must be there and is not; attendance needs the enrolment or the person."""
    named = {meaning(stem, cell) for cell in header}
    wanting = [column.name for column in OWN_FORMS[stem].columns if column.required and column.name not in named]
    if stem == "attendance" and not named & {"enrolment_id", "newcomer_id"}:
        wanting.insert(0, "newcomer_id")
    return tuple(wanting)


def _found(stem: str, header: Sequence[str], meaning: Meaning) -> int:
    return len({meaning(stem, cell) for cell in header} - {None})


def _not_theirs() -> str:
    return _("Den fil leverer kommunen. I leverer enrolments.csv, attendance.csv og results.csv, eller jeres egen CSV.")


def _twice(first: str, second: str) -> str:
    if first == second:
        return _("Der er to filer, der hedder »{name}«. Behold den ene, og lever igen.").format(name=shown(first))
    return _("Filerne »{first}« og »{second}« holder det samme slags rækker. Lever dem én ad gangen.").format(
        first=shown(first), second=shown(second)
    )
