"""The real application, except that it dies by SIGKILL once an entry is committed and before it is answered.

``python killed_after_commit.py URL PORT``
"""

import os
import signal
import sys
from dataclasses import replace

import uvicorn

from assessment.access.actor import Actor
from assessment.domain.buddy import Kept
from assessment.web.application import assemble
from assessment.web.composition import doors_to


def main(url: str, port: int) -> None:
    """Serve until the first entry is stored."""
    doors = doors_to(url)

    def store_and_die(actor: Actor, sent: object) -> Kept:
        doors.buddy.log_observation(actor, sent)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody is left to answer")

    app = assemble(replace(doors, buddy=replace(doors.buddy, log_observation=store_and_die)))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, ws="websockets-sansio")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
