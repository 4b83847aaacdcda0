"""An entry sent over HTTP as the tablet does it, and the one form in which every refusal is told."""

from typing import Any

SAME_ORIGIN = {"Origin": "http://testserver"}
ENTRIES = "/api/v1/observations"


def send(client: Any, sent: Any, **headers: str) -> Any:
    """The answer to an entry."""
    return client.post(ENTRIES, json=sent, headers=SAME_ORIGIN | headers)


def send_raw(client: Any, body: bytes, *, path: str = ENTRIES, content_type: str = "application/json") -> Any:
    """The answer to a body as it stands."""
    return client.post(path, content=body, headers=SAME_ORIGIN | {"Content-Type": content_type})


def problems(answer: Any) -> list[str]:
    """The fields that were refused; every error is told in the one form."""
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert set(told) == {"errors"}
    assert told["errors"]
    assert all(set(error) == {"field", "value", "message"} for error in told["errors"])
    assert all(isinstance(text, str) for error in told["errors"] for text in error.values())
    assert all(error["message"] for error in told["errors"])
    return [error["field"] for error in told["errors"]]
