"""The whole application over invented doors, served for a browser from another folder than the checkout."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.browser import free_port, served

_TESTS = Path(__file__).parent.parent
_PROGRAM = """
from invented_desk import InventedDoors
from assessment.web.application import assemble
app = assemble(InventedDoors().doors())
"""


@contextmanager
def invented_house(folder: Path) -> Iterator[str]:
    """Its address, while it is served."""
    (folder / "served_desk.py").write_text(_PROGRAM, encoding="utf-8")
    port = free_port()
    found = os.pathsep.join(str(place) for place in (folder, _TESTS / "pages", _TESTS.parent))
    command = ["uvicorn", "served_desk:app", "--port", str(port), "--ws", "websockets-sansio"]
    with served(command, folder=folder, port=port, environment={**os.environ, "PYTHONPATH": found}) as address:
        yield address
