"""What the tests of deliveries share: files in, outcome out, on a ledger of the test's own."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support.deliveries import deliver, write_folder

from assessment.storage.ledger import Ledger
from assessment.use_cases.import_bundle import ImportOutcome

Take = Callable[[Mapping[str, str | bytes]], ImportOutcome]


@pytest.fixture
def take(ledger: Ledger, tmp_path: Path) -> Take:
    """Deliver files by name as a folder."""

    def take_files(files: Mapping[str, str | bytes]) -> ImportOutcome:
        return deliver(ledger, write_folder(tmp_path / "levering", files))

    return take_files
