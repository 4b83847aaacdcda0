"""The published Danish headers of the bundle's columns, and how a header is recognised."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from assessment.domain.bundle import BUNDLE
from assessment.reference.header_words import spellings, squeezed
from assessment.reference.tables import table_rows


def canonical_header(stem: str, header: str) -> str | None:
    """The canonical column that ``header`` means in the file ``stem``; None where it means none.

    Case, surrounding blanks, a byte order mark, spaces, underscores, dashes and dots make no difference; ``æøå`` may
    be written ``ae``, ``oe``, ``aa`` or ``a``, ``o``, ``a``.

    Examples
    --------
    >>> canonical_header("newcomers", "Fødselsår"), canonical_header("newcomers", "FOEDSELSAAR")
    ('birth_year', 'birth_year')
    >>> canonical_header("newcomers", "skostørrelse") is None
    True
    """
    return _columns(stem).get(squeezed(header))


@cache
def published_aliases() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The Danish headers of each column, by file stem and canonical column."""
    aliases: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in table_rows("header_aliases"):
        key = row["file"], row["column"]
        aliases[key] = (*aliases.get(key, ()), row["header"])
    return MappingProxyType(aliases)


def _columns(stem: str) -> Mapping[str, str]:
    return _columns_by_file().get(stem, {})


@cache
def _columns_by_file() -> Mapping[str, Mapping[str, str]]:
    """The canonical column of every recognised spelling, by file stem; a canonical name always means itself."""
    files: dict[str, dict[str, str]] = {file.stem: {} for file in BUNDLE}
    for (stem, column), headers in published_aliases().items():
        files[stem] |= {spelling: column for header in headers for spelling in spellings(header)}
    for file in BUNDLE:
        files[file.stem] |= {squeezed(name): name for name in file.column_names}
    return files
