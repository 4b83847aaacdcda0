"""The whole application over a database, as somebody on a tablet meets it over HTTP."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest import mock

from streamlit.runtime import Runtime

from assessment.storage.ledger import Ledger, open_ledger
from assessment.web import composition
from assessment.web.application import assemble
from support.mia_at_work import PASSWORD, Clock
from support.over_http import SAME_ORIGIN

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have httpx2; its client works with the httpx we have
    from starlette.testclient import TestClient


@contextmanager
def serving(address: str, now: datetime) -> Iterator[tuple[Any, Ledger, Clock]]:
    """The application at ``address`` as a client reaches it, its ledger, and the clock it goes by."""
    opened: list[Ledger] = []

    def opening(url: str) -> Ledger:
        opened.append(open_ledger(url))
        return opened[-1]

    clock = Clock(now)
    with (
        mock.patch.object(composition, "_now", clock),
        mock.patch.object(composition, "open_ledger", opening),
        mock.patch.object(Runtime, "_instance", None),  # Streamlit allows one a process
    ):
        app = assemble(composition.doors_to(address))
        try:
            yield TestClient(app, base_url="http://testserver", follow_redirects=False), opened[0], clock
        finally:
            opened[0].close()


def sign_in(client: Any, user: str) -> None:
    """Somebody signs in on that client."""
    answer = client.post("/api/v1/session", json={"user": user, "password": PASSWORD}, headers=SAME_ORIGIN)
    assert answer.status_code == 204, answer.text
