"""Where a trial's database lies: a copy of a filled one on SQLite, or on a PostgreSQL server that can be cut off."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from .chaos_children import come_through
from .postgres_server import Server

Fill = Callable[[str], None]
"""Makes and fills a database at an address."""


class OnSqlite:
    """Databases that are files in a folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count()
        (folder / "filled").mkdir(parents=True)

    def fill(self, name: str, fill: Fill) -> None:
        """Make the database ``name`` that copies are made of."""
        file = self.folder / "filled" / f"{name}.db"
        come_through(lambda: fill(f"sqlite:///{file}"))

    def filled(self, name: str) -> str:
        """The address of the one that copies are made of; to be read by nobody but whoever fills the next."""
        return f"sqlite:///{self.folder / 'filled' / name}.db"

    def copy(self, name: str) -> str:
        """The address of a fresh copy, in a folder of its own."""
        place = self.folder / f"trial-{next(self._numbers)}"
        place.mkdir()
        shutil.copyfile(self.folder / "filled" / f"{name}.db", place / "kommune.db")
        return f"sqlite:///{place / 'kommune.db'}"

    def come_to_rest(self, url: str) -> None:
        """Nothing lives on after a process that was killed."""

    def forget(self, url: str) -> None:
        """Throw a copy away."""
        shutil.rmtree(file_of(url).parent)


class OnPostgres:
    """Databases on a server; ``address`` has no database in it, and ``server`` is ours to cut off where it is one."""

    name = "postgresql"

    def __init__(self, address: str, server: Server | None = None) -> None:
        self.address, self.server = address, server
        self._numbers = count()
        self._plain = address.replace("postgresql+psycopg", "postgresql")
        self._name = f"kaos{os.getpid()}"

    def fill(self, name: str, fill: Fill) -> None:
        """Make the database ``name`` that copies are made of."""
        self._say(f'CREATE DATABASE "{self._name}_{name}"')
        come_through(lambda: fill(self.filled(name)))

    def filled(self, name: str) -> str:
        """The address of the one that copies are made of; to be read by nobody but whoever fills the next."""
        return f"{self.address}/{self._name}_{name}"

    def copy(self, name: str) -> str:
        """The address of a fresh copy."""
        made = f"{self._name}_trial_{next(self._numbers)}"
        self._say(f'CREATE DATABASE "{made}" TEMPLATE "{self._name}_{name}"')
        if self.server is not None:
            # A copied sequence believes that its next numbers are in the server's log already, until the next
            # checkpoint; cut off before that, the server would hand them out twice.
            self._say("CHECKPOINT")
        return f"{self.address}/{made}"

    def come_to_rest(self, url: str) -> None:
        """Wait until the server has seen that the process it worked for is dead."""
        until = time.monotonic() + 30
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = '{}'".format(url.rpartition("/")[2])  # noqa: S608 - our own name
        while self._say(asked)[0][0]:
            if time.monotonic() > until:
                raise TimeoutError("the server still works for a process that was killed 30 s ago")
            time.sleep(0.01)

    def forget(self, url: str) -> None:
        """Throw a copy away."""
        self._say('DROP DATABASE "{}" WITH (FORCE)'.format(url.rpartition("/")[2]))

    def aim(self) -> Path:
        """The file in which the server's process has its number, and which is gone when the server is."""
        return Path(str(self._say("SHOW data_directory")[0][0])) / "postmaster.pid"

    def cut_off(self, aimed_at: Path) -> None:
        """Pull the plug at this very moment, and wait until nothing runs any more."""
        os.kill(int(aimed_at.read_text(encoding="utf-8").split()[0]), signal.SIGQUIT)
        until = time.monotonic() + 30
        while aimed_at.exists():
            if time.monotonic() > until:
                raise TimeoutError("the server still runs 30 s after it was cut off")
            time.sleep(0.005)

    def only_read(self, url: str, reads: bool) -> None:
        """Let whoever connects from now on only read, or write again."""
        whose = url.rpartition("/")[2]
        self._say(f'ALTER DATABASE "{whose}" SET default_transaction_read_only = {"on" if reads else "off"}')

    def _say(self, statement: str) -> list[tuple[object, ...]]:
        import psycopg  # only where there is a server

        with psycopg.connect(f"{self._plain}/postgres", autocommit=True) as connection:
            answer = connection.execute(statement)
            return answer.fetchall() if answer.description else []


Ground = OnSqlite | OnPostgres


def file_of(url: str) -> Path:
    """The file of an embedded database."""
    return Path(url.removeprefix("sqlite:///"))
