"""Statements that were compiled for one SQLite file serve every other: they differ in nothing but the file."""

from typing import Any

from sqlalchemy.util import LRUCache


class CompiledOnce(LRUCache[Any, Any]):
    """What is compiled, kept by everything in SQLAlchemy's key but its first part, the engine's own dialect object."""

    def get(self, key: Any, default: Any = None) -> Any:
        """What was compiled for this statement, whichever file it was for."""
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)
