"""The embedded encoder, built once for all test processes, and asked in a process of its own so that no test has torch.

``python -m support.real_encoder`` reads a database's address and texts as JSON on stdin, runs ``work --once`` there,
and prints what the command printed and what the encoder says of the texts.
"""

import json
import os
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from assessment.settings import ENCODER_VARIABLE, HOME_VARIABLE, WORKER_VARIABLE
from assessment.text.encoder_place import Nowhere, encoder_place

TESTS = Path(__file__).parent.parent


def environment_with_encoder(shared: Path) -> dict[str, str]:
    """The environment in which the embedded encoder is used, built in ``shared`` by whoever first reads with it.

    The test is skipped where the machine has no encoder.
    """
    place = encoder_place("")
    if isinstance(place, Nowhere):
        pytest.skip(f"no encoder on this machine, so no note was read by a real one: {place.why}")
    return {**os.environ, HOME_VARIABLE: str(shared), ENCODER_VARIABLE: "", WORKER_VARIABLE: "", "OMP_NUM_THREADS": "1"}


def ask(environment: dict[str, str], database: str, **texts: list[str]) -> dict[str, Any]:
    """What the command printed (``work``), the encoder's ``identity``, ``background``, and vectors by name of list."""
    done = subprocess.run(
        [sys.executable, "-m", "support.real_encoder"],
        cwd=TESTS,
        env=environment,
        input=json.dumps([database, texts]),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def _main() -> None:
    from assessment.cli.main import main
    from assessment.text.encoder import find_encoder

    database, lists = json.load(sys.stdin)
    printed = TextIOWrapper(BytesIO())
    with redirect_stdout(printed), suppress(SystemExit):
        main(["work", "--once", "--format", "json", "--database", database])
    printed.seek(0)
    encoder = find_encoder()
    said = {name: encoder.vectors(texts) for name, texts in lists.items()}
    told = {name: found.tolist() for name, found in said.items()}
    kinds = sorted({str(found.dtype) for found in said.values()})
    print(
        json.dumps(
            {
                **told,
                "work": json.loads(printed.read()),
                "identity": encoder.identity,
                "background": encoder.background.tolist(),
                "dtypes": kinds,
            }
        )
    )


if __name__ == "__main__":
    _main()
