"""One form for every way of writing a column's header: case, æøå, spaces and dashes aside."""

import re
import unicodedata

_DIGRAPHS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"})
_PLAIN = str.maketrans({"æ": "a", "ø": "o", "å": "a"})
_HUMP = re.compile(r"(?<=[a-zæøåé])(?=[A-ZÆØÅ])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_NOT_LETTERS_OR_DIGITS = re.compile(r"[\W_]+")


def squeezed(header: str) -> str:
    """The header as letters and digits only, in lower case, with æøå written ae, oe, aa.

    Examples
    --------
    >>> squeezed(" Fødsels-År "), squeezed("timer pr. uge")
    ('foedselsaar', 'timerpruge')
    """
    return _NOT_LETTERS_OR_DIGITS.sub("", _ascii(header))


def spellings(word: str) -> frozenset[str]:
    """The squeezed forms of a Danish word: with ae, oe, aa, and with a, o, a.

    Examples
    --------
    >>> sorted(spellings("fødselsår"))
    ['fodselsar', 'foedselsaar']
    """
    composed = unicodedata.normalize("NFKC", word).casefold()
    return frozenset({squeezed(composed), squeezed(composed.translate(_PLAIN))})


def words_in(header: str) -> tuple[str, ...]:
    """The words of a header, split at everything that is no letter and where camelCase humps.

    Examples
    --------
    >>> words_in("borgerEfternavn_2")
    ('borger', 'efternavn')
    """
    humped = _HUMP.sub(" ", unicodedata.normalize("NFKC", header))
    return tuple(word for word in _NOT_LETTERS.split(_ascii(humped)) if word)


def _ascii(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_DIGRAPHS)
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
