"""The databases that trials are made of: a buddy and one newcomer, a whole town, and that town as it once was."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, func, insert, select, text

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.exchange.writing import bundle_texts
from assessment.simulation.municipality import simulate
from assessment.storage import installation, migrate
from assessment.storage.engine import make_engine
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements

from .deliveries import NOW, deliver, write_folder

TODAY = NOW.date()
MIA = Actor(user="mia", role=Role.OBSERVER, observer_id="mia")
PLACEMENT = "forloeb-amina"
PEOPLE = {
    "newcomers.csv": "newcomer_id;municipality;alias\namina;461;Amina\n",
    "workplaces.csv": "workplace_id;name;municipality\nbageri;Bageriet;461\n",
    "placements.csv": "placement_id;newcomer_id;workplace_id;kind;started_on\n"
    f"{PLACEMENT};amina;bageri;praktik;2020-01-06\n",
    "observers.csv": "observer_id;role;workplace_id;name\nmia;sprogmakker;bageri;Mia\n",
    "assignments.csv": f"assignment_id;placement_id;observer_id;from_on\na1;{PLACEMENT};mia;2020-01-06\n",
}
"""A buddy and her one newcomer."""
OLDER_REVISIONS = ("0001", "0002")


def write_town(folder: Path, *, newcomers: int) -> Path:
    """An invented town as a delivery of some thousand rows, and its few people beside it."""
    files = bundle_texts(simulate(newcomers=newcomers, weeks=52, seed=9, end=TODAY).frames)
    del files["calibrations.csv"]  # the earliest revisions, in whose shape this town is put too, have no room for it
    write_folder(folder / "people", PEOPLE)
    return write_folder(folder / "town", files)


def fill_people(url: str, folder: Path) -> None:
    """Mia and Amina, and a gate that lets the rules run."""
    ledger = open_ledger(url)
    _taken(ledger, folder / "people")
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=NOW)
    ledger.close()


def fill_town(url: str, folder: Path) -> None:
    """The same with the whole town, scored a week ago."""
    fill_people(url, folder)
    ledger = open_ledger(url)
    _taken(ledger, folder / "town")
    with ledger.reading() as transaction:
        codes = installation.municipalities(transaction)
    for code in codes:
        register_gate(ledger, SYSTEM, code, GateChange(synthetic=True), now=NOW)
    score_placements(ledger, SYSTEM, as_of=TODAY - timedelta(weeks=1), now=NOW)
    ledger.close()


def fill_older(url: str, newest: str, revision: str) -> None:
    """Everything that the database at ``newest`` holds, in the shape that it had at an earlier revision."""
    older, newer = make_engine(url), make_engine(newest)
    with newer.connect() as source, older.connect().execution_options(writes=True) as target, target.begin():
        migrate.upgrade(target, revision)
        known, wanted = MetaData(), MetaData()
        known.reflect(source)
        wanted.reflect(target)
        for table in wanted.sorted_tables:
            if table.name == "alembic_version":
                continue
            target.execute(table.delete())
            shared = [column.name for column in table.columns if column.name in known.tables[table.name].c]
            rows = source.execute(select(*(known.tables[table.name].c[name] for name in shared))).all()
            if rows:
                target.execute(insert(table), [dict(zip(shared, row, strict=True)) for row in rows])
            _count_on(target, table)
    older.dispose()
    newer.dispose()


def sent(number: int) -> dict[str, Any]:
    """An entry as Mia's tablet sends it: its id is the client's own."""
    return {
        "observation_id": f"00000000-0000-4000-8000-{number:012d}",
        "placement_id": PLACEMENT,
        "seen_on": str(date(2020, 2, 3) + timedelta(days=number % 20)),
        "note": f"Nummer {number}.",
        "ratings": {"small_talk": number % 5, "phone": None, "reading": 2},
    }


def _taken(ledger: Ledger, folder: Path) -> None:
    outcome = deliver(ledger, folder)
    assert outcome.batch_id, outcome.refused


def _count_on(target: Any, table: Any) -> None:
    """A server counts keys by itself, and knows nothing of those that were written by hand."""
    keys = list(table.primary_key.columns)
    if target.dialect.name != "postgresql" or len(keys) != 1:
        return
    sequence = target.execute(text(f"SELECT pg_get_serial_sequence('{table.name}', '{keys[0].name}')")).scalar()
    if sequence:
        last = target.execute(select(func.max(keys[0]))).scalar() or 0
        target.execute(text(f"SELECT setval('{sequence}', {last + 1}, false)"))
