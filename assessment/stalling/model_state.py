"""What a saved classifier holds, read without skops and without scikit-learn, and only what is known to be in one.

skops asks whether each type is on a list of some hundreds, and then fetches it by its name. Here nothing is fetched by
a name from the file: nine kinds of part are known, each by all its keys, and anything else is refused before it is
read. It is quicker, too: skops reads in all of scikit-learn, which takes seconds.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from assessment.i18n.words import _
from assessment.stalling.model_files import MODEL, Unusable, shown

SCHEMA = "schema.json"
KINDS = ("logistic", "additive")
"""The candidates whose log-odds are a sum over features, so that reasons can be given."""
CLASSIFIER, SHAPES = "assessment.stalling.classifier.StallClassifier", "assessment.stalling.classifier_shapes.Shapes"
MOST_ENTRIES, DEEPEST = 1000, 12
_ARRAY = re.compile(r"[1-9]\d{0,5}\.npy")
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(..)\{'descr': '(<f8|<i8|\|b1)', 'fortran_order': False, 'shape': \((\d{1,7}),\), \} *\n",
    re.DOTALL,
)
"""How NumPy begins the file of an array with one dimension, of numbers or of yes and no."""
_PLAIN = (str, int, float, bool, type(None))
_BARE = frozenset({"__class__", "__module__", "__loader__", "__id__"})
_ROOT = frozenset({"protocol", "_skops_version"})


class Shape(dict[str, Any]):
    """The fields of :class:`~assessment.stalling.classifier_shapes.Shapes`, as they were saved."""


def saved_state(content: bytes) -> dict[str, Any]:
    """The attributes of a classifier, from the bytes that skops saved; ``_model`` is a :class:`Shape`.

    Raises
    ------
    Unusable
        If the bytes are no such file, or hold anything that does not belong in one; nothing of it is ever run.
    """
    entries = _entries(content)
    try:
        schema = json.loads(entries.pop(SCHEMA))
        if (what := f"{schema['__module__']}.{schema['__class__']}") != CLASSIFIER:
            raise _strange(what)
        bare = {key: value for key, value in schema.items() if key not in _ROOT}
        state = _Reader(entries).read(bare, 0)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise problem if isinstance(problem, Unusable) else _strange(SCHEMA) from None
    if type(state) is not dict or entries:
        raise _strange(next(iter(entries), SCHEMA))
    return state


class _Reader:
    """Reads part within part; arrays are taken out of ``entries`` as they are met, so that what is left is nobody's."""

    def __init__(self, entries: dict[str, bytes]) -> None:
        self.entries = entries
        self.kinds: dict[tuple[str, str], tuple[frozenset[str], Callable[[dict[str, Any], int], Any]]] = {
            ("JsonNode", "builtins.str"): (frozenset({"content", "is_json"}), self._plain),
            ("DictNode", "builtins.dict"): (frozenset({"content", "key_types"}), self._dict),
            ("ListNode", "builtins.list"): (frozenset({"content"}), self._list),
            ("TupleNode", "builtins.tuple"): (frozenset({"content"}), lambda node, at: tuple(self._list(node, at))),
            ("TypeNode", "builtins.str"): (frozenset(), lambda _node, _at: str),
            ("ObjectNode", CLASSIFIER): (frozenset({"content"}), self._classifier),
            ("ObjectNode", SHAPES): (frozenset({"content"}), self._shapes),
            ("NdArrayNode", "numpy.ndarray"): (frozenset({"type", "file"}), self._array),
        }
        self.names = frozenset({"type", "content", "shape"})

    def read(self, node: dict[str, Any], depth: int) -> Any:
        if not isinstance(node, dict) or depth > DEEPEST:
            raise _strange(SCHEMA)
        what = f"{node['__module__']}.{node['__class__']}"
        keys, read = self.kinds.get((str(node["__loader__"]), what), (None, None))
        if keys is None or read is None:
            raise _strange(what)
        own = set(node) - _BARE
        if read == self._array and own == self.names:
            return self._name_array(node, depth)
        if own != keys or not set(node) >= _BARE:
            raise _strange(what)
        return read(node, depth + 1)

    def _plain(self, node: dict[str, Any], _depth: int) -> Any:
        value = json.loads(node["content"])
        if not isinstance(value, _PLAIN) or node["is_json"] is not True:
            raise _strange(str(node["content"]))
        return value

    def _list(self, node: dict[str, Any], depth: int) -> list[Any]:
        if not isinstance(node["content"], list):
            raise _strange(SCHEMA)
        return [self.read(part, depth) for part in node["content"]]

    def _dict(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        types = self.read(node["key_types"], depth)
        if not isinstance(node["content"], dict) or types != [str] * len(node["content"]):
            raise _strange(SCHEMA)
        return {key: self.read(part, depth) for key, part in node["content"].items()}

    def _classifier(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        if depth != 1:
            raise _strange(CLASSIFIER)
        return dict(self.read(node["content"], depth))

    def _shapes(self, node: dict[str, Any], depth: int) -> Shape:
        return Shape(self.read(node["content"], depth))

    def _name_array(self, node: dict[str, Any], depth: int) -> npt.NDArray[np.object_]:
        names = self._list(node, depth)
        if node["type"] != "json" or self.read(node["shape"], depth) != (len(names),):
            raise _strange(SCHEMA)
        told = np.empty(len(names), dtype=object)
        told[:] = names
        return told

    def _array(self, node: dict[str, Any], _depth: int) -> npt.NDArray[Any]:
        content = self.entries.pop(node["file"])
        header = _HEADER.match(content)
        if node["type"] != "numpy" or header is None or header.end() != 10 + int.from_bytes(header[1], "little"):
            raise _strange(str(node["file"]))
        dtype, rest = np.dtype(header[2].decode()), content[header.end() :]
        if len(rest) != int(header[3]) * dtype.itemsize:
            raise _strange(str(node["file"]))
        return np.frombuffer(rest, dtype).copy()


def _entries(content: bytes) -> dict[str, bytes]:
    """Each entry of the zip; the directory is looked at first, so that nothing expands and nothing is there twice."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            names = [entry.filename for entry in entries]
            is_ours = (
                len(names) <= MOST_ENTRIES
                and len(set(names)) == len(names)
                and all(name == SCHEMA or _ARRAY.fullmatch(name) for name in names)
                and all(entry.compress_type == zipfile.ZIP_STORED for entry in entries)
                and all(not entry.flag_bits & 1 and entry.file_size == entry.compress_size for entry in entries)
                and sum(entry.file_size for entry in entries) <= len(content)
            )
            if not is_ours:
                raise _strange("zip")
            return {name: packed.read(name) for name in names}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as problem:
        raise problem if isinstance(problem, Unusable) else _strange("zip") from None


def _strange(what: str) -> Unusable:
    """A refusal that names what was met, cut short: it may be anything somebody wrote."""
    sentence = _("{file} rummer noget, der ikke hører til i en model ({what})")
    return Unusable(sentence.format(file=MODEL, what=shown(what)))
