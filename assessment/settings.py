"""Where things are: the user's data folder, the database, and the files that ship with the product."""

import os
from pathlib import Path

import platformdirs

DATABASE_VARIABLE, HOME_VARIABLE = "SPROGSPOR_DATABASE", "SPROGSPOR_HOME"
ENCODER_VARIABLE = "SPROGSPOR_ENCODER"
WORKER_VARIABLE = "SPROGSPOR_WORKER"
_BESIDE_THE_PACKAGE = Path(__file__).resolve().parent.parent
_INSIDE_THE_WHEEL = Path(__file__).resolve().parent / "_resources"


def resource(name: str) -> Path:
    """The path of a file that ships with the product, such as ``"data/rubric/workplace-da-v1.yaml"``.

    In a checkout the files lie beside the package, in a wheel inside it. FileNotFoundError where it is in neither.
    """
    for root in (_INSIDE_THE_WHEEL, _BESIDE_THE_PACKAGE):
        if (path := root / name).exists():
            return path
    raise FileNotFoundError(name)


def home() -> Path:
    """The user's data folder (``SPROGSPOR_HOME``), where the database and trained models are written."""
    return Path(os.environ.get(HOME_VARIABLE) or platformdirs.user_data_dir("sprogspor"))


def database_url() -> str:
    """The database's address (``SPROGSPOR_DATABASE``); a SQLite file in :func:`home` where none is given."""
    return os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{home() / 'sprogspor.db'}"


def encoder() -> str:
    """Which encoder reads notes (``SPROGSPOR_ENCODER``): a folder, a name on a hub, ``off``; empty for the embedded."""
    return os.environ.get(ENCODER_VARIABLE, "").strip()


def has_worker() -> bool:
    """Whether the app has a worker beside it: yes, unless ``SPROGSPOR_WORKER`` is ``off`` and it runs elsewhere."""
    return os.environ.get(WORKER_VARIABLE, "").strip() != "off"
