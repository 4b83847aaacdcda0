"""Statements that were compiled for one SQLite file serve every other: they differ in nothing but the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from assessment.storage import engine as storage_engine


class CompiledOnce(LRUCache[Any, Any]):
    """What is compiled, kept by everything in SQLAlchemy's key but its first part, the engine's own dialect object."""

    def get(self, key: Any, default: Any = None) -> Any:
        """What was compiled for this statement, whichever file it was for."""
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


@contextmanager
def statements_compiled_once() -> Iterator[None]:
    """A process that serves one database compiles a statement once; so does one that opens thousands of files."""
    compiled, usual = CompiledOnce(5_000), storage_engine.create_engine

    def create(*args: Any, **given: Any) -> Engine:
        engine = usual(*args, **given)
        if engine.dialect.name == "sqlite":
            engine.update_execution_options(compiled_cache=compiled)
        return engine

    storage_engine.create_engine = create
    try:
        yield
    finally:
        storage_engine.create_engine = usual
