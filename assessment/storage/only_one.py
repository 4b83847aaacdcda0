"""One worker at a database: a second sees that somebody works, and a killed one is in nobody's way."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import func, select

from assessment.storage.complaints import in_plain_words
from assessment.storage.ledger import Ledger

_WORKING = 0x574F524B  # the number of the lock that a server knows a worker by


@contextmanager
def only_worker(ledger: Ledger) -> Iterator[bool]:
    """Whether we are the only one who works at this database, for as long as it lasts.

    The machine itself lets go of what a process held, however it ended: of a file's lock and of a server's.
    """
    file = ledger.embedded_file
    if file is None:
        with _on_server(ledger) as is_ours:
            yield is_ours
        return
    lock = FileLock(f"{file}.work")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def _on_server(ledger: Ledger) -> Iterator[bool]:
    own_session = {"isolation_level": "AUTOCOMMIT", "writes": True}  # no transaction stays open meanwhile
    with in_plain_words(), ledger.engine.connect().execution_options(**own_session) as connection:
        is_ours = bool(connection.execute(select(func.pg_try_advisory_lock(_WORKING))).scalar())
        connection.commit()
        connection.detach()  # closed for good afterwards, and the lock with it
        yield is_ours
