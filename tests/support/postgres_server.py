"""A PostgreSQL server for the length of a test run, where the machine has one and may start it."""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_USER = "postgres"


def why_not() -> str:
    """The sentence that says why there is no server here; empty where there can be one."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed, so PostgreSQL is not tried"
    if _bin() is None:
        return "no PostgreSQL server is installed, so it is not tried"
    if os.geteuid() == 0 and subprocess.run(["id", SERVER_USER], capture_output=True, check=False).returncode:
        return "PostgreSQL does not run as root, and there is no other user to run it as"
    return ""


@contextmanager
def running() -> Iterator[str]:
    """The address of a server without databases of its own, stopped and forgotten afterwards."""
    user = SERVER_USER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        _run("initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync", user=user)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        _run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start", user=user)
        try:
            yield f"postgresql+psycopg://test@127.0.0.1:{port}"
        finally:
            _run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop", user=user)


def _bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    on_path = shutil.which("pg_ctl")
    return found[0].parent if found else Path(on_path).parent if on_path else None


def _run(program: str, *arguments: str, user: str | None) -> None:
    folder = _bin()
    assert folder is not None
    subprocess.run(
        [str(folder / program), *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
