"""A maker of reports without a database: one newcomer's report takes as long as anybody waits for it."""

import time
import zlib
from datetime import date
from struct import pack

from assessment.access.actor import Actor
from assessment.reports.asked_for import ReportWish
from assessment.reports.making import Step, Tell
from assessment.reports.report import Report, ReportFile, ReportLine

SLOW = "langsom"
"""Whose report goes on until somebody stops it."""
PDF = b"%PDF-1.7 en rapport"


def a_line(newcomer_id: str = "n1", why: str = "", **changes: object) -> ReportLine:
    """A line with figures, or without them where ``why`` says why."""
    known = not why
    return ReportLine(
        **{
            "newcomer_id": newcomer_id,
            "from_on": date(2026, 7, 1),
            "to_on": date(2026, 9, 30),
            "observations": 11 if known else 2,
            "level_start": -1.2 if known else None,
            "level_end": -0.4 if known else None,
            "level_se": 0.5 if known else None,
            "pace_per_week": 0.06 if known else None,
            "pace_se": 0.02 if known else None,
            "level_linked": known,
            "lessons_offered": 144.0,
            "lessons_attended": 121.0,
            "results_passed": 1,
            "last_result_on": date(2026, 8, 3),
            "not_included_because": why,
            **changes,
        }
    )


def a_picture(width: int = 124, height: int = 175) -> bytes:
    """A sheet of grey paper, as PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + b"\xee" * width) * height
    head = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def make_report(actor: Actor, report_id: str, wish: ReportWish, tell: Tell) -> ReportFile:
    """A report of two people, one of whom is left out; that of ``SLOW`` is never done."""
    tell(Step.READ)
    while wish.newcomer_id == SLOW:
        tell(Step.READ)
        time.sleep(1)
        tell(Step.COMPUTE)
        time.sleep(1)
    tell(Step.FINISH)
    lines = (a_line("n1"), a_line("n2", "Intet forløb på en arbejdsplads i perioden."))
    report = Report(
        provider_id=actor.provider_id,
        newcomer_id=wish.newcomer_id,
        from_on=wish.from_on,
        to_on=wish.to_on,
        lines=lines if wish.newcomer_id is None else lines[:1],
    )
    return ReportFile(
        report_id=report_id,
        report=report,
        content=PDF,
        file_name=f"fremskridt_{wish.from_on}_{wish.to_on}.{wish.to_format}",
        preview=a_picture(),
    )
