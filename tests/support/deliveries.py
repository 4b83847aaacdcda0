"""A small delivery with a row of everything, ways to spoil it, and what a ledger holds afterwards."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from assessment.access.actor import SYSTEM
from assessment.exchange.writing import bundle_texts
from assessment.storage import facts
from assessment.storage.fact_tables import FACT_TABLES, batches, undos
from assessment.storage.ledger import Ledger
from assessment.use_cases.import_bundle import ImportOutcome, import_bundle

NOW = datetime(2026, 6, 28, 9, 0, tzinfo=UTC)
FIRST_ID = "3f56cedc-2e82-44d8-bb89-f0fe83bd5296"
SECOND_ID = "8a2b1c7e-90d4-4b6f-8f3a-5c1d2e3f4a5b"
OTHER_ID = "0d1e2f3a-4b5c-4d6e-8f70-819203a4b5c6"
TEST_CPR = "610190-1234"
"""A replacement number: its day is above 60, so it belongs to nobody."""

SMALL: Mapping[str, str] = {
    "newcomers.csv": "newcomer_id;municipality;alias;gender;birth_year;resident_since\n"
    "n1;461;Amina;f;1990;2024-08-06\n"
    "n2;461;Oleh;m;;\n",
    "workplaces.csv": "workplace_id;name;municipality;trade\nw1;Bageriet Ærø;461;køkken\nw2;Lager Øst;;lager\n",
    "placements.csv": "placement_id;newcomer_id;workplace_id;kind;started_on;ends_on;hours_per_week;received_on\n"
    "p1;n1;w1;praktik;2026-01-05;2026-07-31;25;2025-12-20\n"
    "p2;n2;w2;igu;2026-02-02;;37.5;\n",
    "observers.csv": "observer_id;role;workplace_id;name\no1;sprogmakker;w1;Mia\no2;kulturguide;;Bo\n",
    "assignments.csv": "assignment_id;placement_id;observer_id;from_on;to_on\na1;p1;o1;2026-01-05;\n",
    "observations.csv": "observation_id;placement_id;observer_id;seen_on;recorded_at;"
    "mode;talk_minutes;talk_partners;note;replaces;withdrawn_at\n"
    f"{FIRST_ID};p1;o1;2026-03-02;2026-03-02T14:30:00+01:00;in_person;lt10;1;"
    '"Svarede selv;\nog spurgte ""igen"".";;\n'
    f"{SECOND_ID};p1;o1;2026-03-09;2026-03-10T08:00:00+01:00;phone;10to30;2to3;Ringede til lageret.;{FIRST_ID};\n",
    "ratings.csv": f"observation_id;criterion;step\n{FIRST_ID};small_talk;2\n{FIRST_ID};safety;\n"
    f"{SECOND_ID};small_talk;3\n{SECOND_ID};phone;1\n",
    "providers.csv": "provider_id;name\ns1;Sprogcenter Øst\n",
    "enrolments.csv": "enrolment_id;newcomer_id;provider_id;track;module;started_on;ended_on\n"
    "e1;n1;s1;DU2;3;2026-01-12;\n",
    "attendance.csv": "enrolment_id;week;lessons_offered;lessons_attended\ne1;2026-W10;9;7\ne1;2026-W11;9;4.5\n",
    "results.csv": "result_id;newcomer_id;provider_id;kind;part;track;module;taken_on;reported_on;passed;grade\n"
    "r1;n1;s1;modultest;samlet;DU2;2;2026-03-20;2026-03-27;ja;\n"
    "r2;n1;s1;PD2;mundtlig;;;2026-05-20;2026-06-10;nej;02\n",
    "pauses.csv": "newcomer_id;from_on;to_on;code\nn1;2026-04-01;2026-04-10;holiday\n",
    "objections.csv": "newcomer_id;from_on;to_on\nn2;2026-05-01;2026-05-31\n",
    "calibrations.csv": "calibration_id;observer_id;case_id;criterion;step;rated_at\n"
    "k1;o1;laundry;instructions;1;2026-02-02T09:00:00+01:00\n"
    "k2;o1;laundry;initiative;0;2026-02-02T09:00:00+01:00\n",
}
"""One valid delivery: every file, optional fields full and empty, a note over two lines."""


def spoiled(name: str, old: str, new: str, files: Mapping[str, str] = SMALL) -> dict[str, str]:
    """The delivery with ``old`` written as ``new`` in one file; AssertionError where ``old`` is not there once."""
    assert files[name].count(old) == 1, f"{old!r} stands {files[name].count(old)} times in {name}"
    return {**files, name: files[name].replace(old, new)}


def with_row(name: str, row: str, files: Mapping[str, str] = SMALL) -> dict[str, str]:
    """The delivery with one more row at the end of a file."""
    return {**files, name: f"{files[name]}{row}\n"}


def cells_of(text: str) -> list[list[str]]:
    """The cells of a file of the small delivery, header first."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def text_of(cells: Iterable[Sequence[str]], *, separator: str = ";", line_end: str = "\n") -> str:
    """Cells as the text of a file, quoted where they must be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(cells)
    return out.getvalue()


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The delivery as a folder; what stood in it before is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zip_bytes(files: Mapping[str, str | bytes], *, inside: str = "") -> bytes:
    """The delivery as a zip; ``inside`` puts every file in one top folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{inside}{name}", content)
    return packed.getvalue()


def deliver(ledger: Ledger, path: Path, *, now: datetime = NOW, dry_run: bool = False) -> ImportOutcome:
    """Import a path as the command line does."""
    return import_bundle(ledger, SYSTEM, path, now=now, dry_run=dry_run)


def current_texts(ledger: Ledger) -> dict[str, str]:
    """What ``export`` would write now, by file name."""
    with ledger.reading() as transaction:
        return bundle_texts(facts.current_frames(transaction))


def fingerprint(ledger: Ledger) -> str:
    """Changes with any row of facts, deliveries or undos, current or not."""
    seen = hashlib.sha256()
    with ledger.reading() as transaction:
        for table in (batches, undos, *FACT_TABLES.values()):
            for row in transaction.execute(select(table).order_by(*table.primary_key.columns)):
                seen.update(repr(tuple(row)).encode())
    return seen.hexdigest()


def bytes_on_disk(ledger: Ledger) -> bytes:
    """Everything the database has on disk just now: the file, its write-ahead log and the log's index."""
    assert ledger.embedded_file is not None
    beside = [ledger.embedded_file.with_name(ledger.embedded_file.name + end) for end in ("", "-wal", "-shm")]
    return b"".join(file.read_bytes() for file in beside if file.exists())
