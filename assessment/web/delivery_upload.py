"""Receive the files of a form: in memory, no further than the limit, and with no name that could be a path."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import PurePosixPath

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _

MEGABYTE = 1024 * 1024
UPLOAD_MAX_BYTES = 20 * MEGABYTE
FILES_MAX = 50
_FORM_ITSELF = 64 * 1024
"""What the form around the files may take."""
_DRAINED = 10 * UPLOAD_MAX_BYTES
"""How much more is thrown away unread, so that a browser that is still sending hears the answer."""
_LONGEST_NAME = 120


class NotReceived(CallerCanMend):
    """What was sent cannot be received; ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought: its fields, and each file's name and bytes."""

    fields: dict[str, str]
    files: tuple[tuple[str, bytes], ...]


class _InMemory(MultiPartParser):
    """Keeps files in memory: nothing that was uploaded is written to a disk before it was checked."""

    spool_max_size = UPLOAD_MAX_BYTES + _FORM_ITSELF


async def received(request: Request) -> Sent:
    """Read a form with files.

    Raises
    ------
    NotReceived
        413 where it is more than 20 MB, 400 where it is no such form or holds too many files.
    """
    try:
        parser = _InMemory(request.headers, _no_more_than_the_limit(request), max_files=FILES_MAX, max_fields=8)
        form = await parser.parse()
    except (MultiPartException, KeyError) as problem:
        raise NotReceived(400, _("Filerne kom ikke helt frem. Vælg højst 50 filer, og prøv igen.")) from problem
    fields: dict[str, str] = {}
    files: list[tuple[str, bytes]] = []
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields[name] = value
        elif value.filename:
            files.append((plain_name(value.filename), await value.read()))
    await form.close()
    return Sent(fields, tuple(files))


async def thrown_away(request: Request) -> None:
    """Let what is still being sent come, and keep none of it, so that the browser hears the answer."""
    read = 0
    async for part in request.stream():
        read += len(part)
        if read > _DRAINED:
            break


def plain_name(filename: str) -> str:
    r"""The last part of a file's name, whatever system it comes from, and no longer than a screen can carry.

    Examples
    --------
    >>> plain_name("C:\\Kursister\\uge 34.csv"), plain_name("../../etc/passwd")
    ('uge 34.csv', 'passwd')
    """
    return PurePosixPath(filename.replace("\\", "/")).name[-_LONGEST_NAME:] or _("fil")


async def _no_more_than_the_limit(request: Request) -> AsyncGenerator[bytes, None]:
    read = 0
    async for part in request.stream():
        read += len(part)
        if read <= UPLOAD_MAX_BYTES + _FORM_ITSELF:
            yield part
        elif read > _DRAINED:
            break
    if read > UPLOAD_MAX_BYTES + _FORM_ITSELF:
        raise NotReceived(
            413,
            _("Filerne fylder over {limit} MB tilsammen. Del dem i flere leveringer, eller pak dem i en zip.").format(
                limit=UPLOAD_MAX_BYTES // MEGABYTE
            ),
        )
