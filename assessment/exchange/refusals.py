"""Why a row was refused: where, which value, and the cure, in one Danish sentence."""

import unicodedata
from dataclasses import asdict, dataclass

from assessment.text.screening import clean

LONGEST_VALUE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a delivery cannot be taken.

    Attributes
    ----------
    file : str
        The file's name, or the name of the package itself.
    line : int or None
        The line in the file, counted from 1 (the header); None for the file as a whole.
    column : str or None
        The header as it was delivered.
    value : str or None
        What stood there, cleaned like a note and shortened: a refusal never repeats a CPR number.
    message : str
        What is wrong and what to do about it.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    message: str

    def as_json(self) -> dict[str, str | int | None]:
        """The refusal as it stands in ``import --format json``."""
        return asdict(self)


def refusal(
    file: str, message: str, *, line: int | None = None, column: str | None = None, value: str | None = None
) -> Refusal:
    """A refusal whose names and value are safe to show and to log.

    Examples
    --------
    >>> refusal("pauses.csv", "Ukendt kode.", line=3, column="code", value="x" * 200).value[-1]
    '…'
    """
    return Refusal(
        file=shown(file),
        line=line,
        column=None if column is None else shown(column),
        value=None if value is None else shown(value),
        message=message,
    )


def shown(value: str) -> str:
    r"""``value`` without personal numbers, phones and addresses, and no longer than a screen can carry.

    What no screen can draw (control characters, half a character in a file's name) becomes ``�``.

    Examples
    --------
    >>> shown("Amina 610190-1234"), shown("a\x1b[2Jb")
    ('Amina [fjernet]', 'a�[2Jb')
    """
    cleaned = "".join("�" if _is_undrawable(sign) else sign for sign in clean(value).text)
    return cleaned if len(cleaned) <= LONGEST_VALUE_SHOWN else cleaned[: LONGEST_VALUE_SHOWN - 1] + "…"


def _is_undrawable(sign: str) -> bool:
    return sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs")
