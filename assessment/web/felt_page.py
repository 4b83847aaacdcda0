"""The buddy's tablet page ``/felt``: plain HTML and one small script, served with its own files."""

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

FELT = Path(__file__).with_name("felt")


def felt_routes() -> list[BaseRoute]:
    """The page ``/felt`` and the files under ``/felt/``, which hold nothing about anybody."""
    return [Mount("/felt/", StaticFiles(directory=FELT))]
