"""A database is brought to the shape this version knows, and nothing is lost on the way."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from support.three_people import TODAY, at

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.storage import copying, journal, migrate
from assessment.storage.desk_tables import metadata
from assessment.storage.ledger import Ledger, open_ledger

ONE_REVISION_MORE = '''"""One more table, for the test."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
'''


@pytest.fixture
def a_later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it will be when one more revision has been written."""
    newest = migrate.ScriptDirectory.from_config(migrate._config()).get_current_head()
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9999_later.py").write_text(ONE_REVISION_MORE.format(newest=newest), encoding="utf-8")
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)


def test_the_migrations_make_exactly_the_tables_that_the_program_knows(either_ledger: Ledger) -> None:
    with either_ledger.reading() as transaction:
        context = MigrationContext.configure(transaction, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.usefixtures("a_later_version")
def test_an_older_database_is_copied_before_it_is_brought_forward(empty_database: Path, tmp_path: Path) -> None:
    file = tmp_path / "kommune.db"
    shutil.copyfile(empty_database, file)
    with closing(sqlite3.connect(file)) as before:
        before.execute("INSERT INTO meta (name, value) VALUES ('known', 'before')")
        before.commit()

    open_ledger(f"sqlite:///{file}").close()

    assert "later" in _tables(file)
    (copy,) = tmp_path.glob("kommune.*.backup.db")
    assert "later" not in _tables(copy)
    for database in (file, copy):
        with closing(sqlite3.connect(database)) as after:
            assert after.execute("SELECT value FROM meta WHERE name = 'known'").fetchone() == ("before",)


def test_a_database_that_is_up_to_date_is_neither_copied_nor_changed(empty_database: Path, tmp_path: Path) -> None:
    file = tmp_path / "kommune.db"
    shutil.copyfile(empty_database, file)
    open_ledger(f"sqlite:///{file}").close()
    assert [found.name for found in tmp_path.iterdir()] == ["kommune.db"]


def test_a_copy_that_is_not_whole_stops_the_migration(
    a_later_version: None, empty_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kommune.db"
    shutil.copyfile(empty_database, file)

    def fails(*_files: Path) -> None:
        raise copying.NotWhole("disk full")

    monkeypatch.setattr(migrate, "copy_sqlite", fails)
    with pytest.raises(SprogsporError, match="Der kunne ikke tages en kopi af databasen før opdateringen"):
        open_ledger(f"sqlite:///{file}")
    assert "later" not in _tables(file)


def test_a_database_of_a_later_version_is_not_touched(
    empty_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kommune.db"
    shutil.copyfile(empty_database, file)
    with closing(sqlite3.connect(file)) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()

    with pytest.raises(CallerCanMend, match="nyere version"):
        open_ledger(f"sqlite:///{file}")
    assert [found.name for found in tmp_path.iterdir()] == ["kommune.db"]


def test_a_server_is_only_migrated_when_somebody_asks(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("a_later_version")
    with pytest.raises(CallerCanMend, match="sprogspor migrate"):
        open_ledger(f"{postgres}/sprogspor")


def test_a_copy_holds_what_was_committed_and_keeps_what_is_there(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.writing() as transaction:
        journal.write(transaction, at=at(TODAY), actor="a", act="b", subject="c", detail={})
    source, target = ledger.embedded_file, tmp_path / "kopi.db"
    assert source is not None

    copying.copy_sqlite(source, target)

    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    with pytest.raises(FileExistsError):
        copying.copy_sqlite(source, target)


def _tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
