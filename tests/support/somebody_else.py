"""What root may do anyway, tried without root's power: a folder of somebody else's, and their rights inside it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
"""The user of whom no machine expects anything."""


@contextmanager
def without_roots_power() -> Iterator[Path]:
    """A folder of one's own, in which file permissions hold; they do not hold for root, who steps back meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="sprogspor-"))
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        for path in folder.rglob("*"):
            path.chmod(0o700)
        shutil.rmtree(folder)
