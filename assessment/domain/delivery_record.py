"""DeliveryRecord: one delivery of files as it stands in the history, in numbers only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCounts:
    """What one file of a delivery brought, in rows; ``file`` is the bundle's name for it, such as ``results.csv``."""

    file: str
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """One delivery (*levering*, da.) that was taken in, undone or not.

    Attributes
    ----------
    batch_id : str
        The delivery's id, as ``import`` prints it.
    source : str
        What was delivered: the name of the file or folder.
    received_at, received_by
        When, and by whom.
    provider_id : str or None
        The course provider that delivered it; None where it came from the municipality.
    added, changed, unchanged, redacted : int
        Rows in all; ``redacted`` counts the fields in which something was replaced by ``[fjernet]``.
    files : tuple of FileCounts
        The same by file; only the files that had rows.
    undone_at : datetime or None
        When it was undone; None while it stands.
    """

    batch_id: str
    source: str
    received_at: datetime
    received_by: str
    provider_id: str | None
    added: int
    changed: int
    unchanged: int
    redacted: int
    files: tuple[FileCounts, ...]
    undone_at: datetime | None
