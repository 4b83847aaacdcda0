"""What is installed from a wheel is whole, wherever it is started from, and needs nothing of the checkout."""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import zipfile
from collections.abc import Iterator
from email import message_from_string
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from support.browser import free_port, served

CHECKOUT = Path(__file__).parents[2]
GOES_IN = ("assessment", "data", "models")
ALSO_NEEDED = ("CHANGELOG.md", "LICENSE", "MANIFEST.in", "README.md", "constraints.txt", "pyproject.toml", "setup.py")
BACKEND = "import setuptools.build_meta as made, sys; print(getattr(made, f'build_{sys.argv[1]}')(sys.argv[2]))"
NOBODY_LOOKS_BACK = """
import os, sys
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if path.startswith({checkout!r} + os.sep) and not path.startswith({lent!r} + os.sep):
            os.write(2, f"OPENED {{path}}\\n".encode())
sys.addaudithook(note)
"""
"""Run before anything else: says aloud each file of the checkout that is opened."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything is built, from a copy so that the checkout is left as it was."""
    if os.environ.get("SPROGSPOR_ALL") != "1":
        pytest.skip("building a wheel fetches the build tool: tried where SPROGSPOR_ALL=1")
    made = tmp_path_factory.mktemp("wheel")
    for name in (name for name in GOES_IN if (CHECKOUT / name).exists()):
        shutil.copytree(CHECKOUT / name, made / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ALSO_NEEDED:
        shutil.copy(CHECKOUT / name, made / "source" / name)
    _environment(made / "tools")
    _pip(made / "tools", "--prefer-binary", "setuptools>=80")
    return made


@pytest.fixture(scope="module")
def wheel(folder: Path) -> Path:
    """The wheel as it is built from the sources."""
    return _built("wheel", folder, folder / "source")


@pytest.fixture(scope="module")
def home(folder: Path, wheel: Path) -> Path:
    """An environment with the wheel alone: what it depends on is lent by the running one, the checkout is not."""
    place, lent = folder / "env", sysconfig.get_paths()["purelib"]
    _environment(place)
    packages = _packages(place)
    (packages / "lent.pth").write_text(lent, encoding="utf-8")  # a path named here brings no .pth file of its own
    watcher = NOBODY_LOOKS_BACK.format(checkout=str(CHECKOUT.resolve()), lent=str(Path(lent).resolve()))
    (packages / "sitecustomize.py").write_text(watcher, encoding="utf-8")
    _pip(place, "--no-deps", "--no-index", str(wheel))
    return place


def _environment(place: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True, timeout=60)


def _packages(place: Path) -> Path:
    return next(place.glob("lib/python*/site-packages"))


def _pip(place: Path, *wanted: str) -> None:
    """Install into a bare environment, with the pip of the running one."""
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", *wanted], check=True, capture_output=True, timeout=240)


def _built(kind: str, folder: Path, source: Path) -> Path:
    """What the build tool makes of the sources: ``wheel`` or ``sdist``."""
    out = folder / f"{kind}-of-{source.name}"
    out.mkdir()
    command = [str(folder / "tools" / "bin" / "python"), "-c", BACKEND, kind, str(out)]
    told = subprocess.run(command, cwd=source, check=True, capture_output=True, text=True, timeout=120).stdout
    return out / told.split()[-1]


def _contents(wheel: Path) -> dict[str, str]:
    """Each file in a wheel by its hash; the list of files itself is in another order each time."""
    with zipfile.ZipFile(wheel) as packed:
        return {
            name: hashlib.sha256(packed.read(name)).hexdigest()
            for name in packed.namelist()
            if not name.endswith("/RECORD")
        }


def _run(home: Path, where: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    environment |= {"SPROGSPOR_HOME": str(where / "home"), "COLUMNS": "100"}
    command = [str(home / "bin" / words[0]), *words[1:]]
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, timeout=120)


def test_the_wheel_carries_every_file_of_the_package_and_the_data(wheel: Path) -> None:
    expected = {
        (Path("assessment") / path.relative_to(CHECKOUT / "assessment")).as_posix()
        for path in (CHECKOUT / "assessment").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    } | {
        (Path("assessment/_resources") / path.relative_to(CHECKOUT)).as_posix()
        for name in ("data", "models")
        for path in (CHECKOUT / name).rglob("*")
        if path.is_file()
    }
    carried = set(_contents(wheel))

    assert expected - carried == set()
    assert {name for name in carried - expected if ".dist-info/" not in name} == set()


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        (info,) = {name.split("/")[0] for name in packed.namelist() if ".dist-info/" in name}
        said = message_from_string(packed.read(f"{info}/METADATA").decode())
        commands = packed.read(f"{info}/entry_points.txt").decode()
        licence = packed.read(f"{info}/licenses/LICENSE")

    assert (said["Name"], said["License-Expression"], said["Requires-Python"]) == ("sprogspor", "MPL-2.0", ">=3.11")
    assert commands.split() == ["[console_scripts]", "sprogspor", "=", "assessment.cli.main:main"]
    assert licence == (CHECKOUT / "LICENSE").read_bytes()
    assert said.get_payload().startswith("# Sprogspor")


def test_a_wheel_made_from_the_source_package_is_the_same(folder: Path, wheel: Path) -> None:
    packed = _built("sdist", folder, folder / "source")
    with tarfile.open(packed) as sources:
        sources.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()

    assert _contents(_built("wheel", folder, source)) == _contents(wheel)


@pytest.mark.long
def test_a_look_back_at_the_checkout_would_be_seen(home: Path, tmp_path: Path) -> None:
    looked = _run(home, tmp_path, "python", "-c", f"open({str(CHECKOUT / 'README.md')!r})")

    assert "OPENED" in looked.stderr


def test_alone_in_another_environment_it_checks_out_in_both_languages(home: Path, tmp_path: Path) -> None:
    where = _run(home, tmp_path, "python", "-c", "import assessment; print(assessment.__file__)")
    checked = {lang: _run(home, tmp_path, "sprogspor", "check", "--lang", lang) for lang in ("da", "en")}
    document = json.loads(_run(home, tmp_path, "sprogspor", "check", "--format", "json").stdout)

    assert Path(where.stdout.strip()).is_relative_to(home)
    assert {lang: (done.returncode, "OPENED" in done.stderr) for lang, done in checked.items()} == {
        "da": (0, False),
        "en": (0, False),
    }
    assert checked["da"].stdout.startswith("skema: ok\nnormer: ok\nkalibrering: ok - workplace-da-v1, ")
    assert checked["en"].stdout.startswith("rubric: ok\nnorms: ok\ncalibration: ok - workplace-da-v1, ")
    assert "fejl" not in {part["verdict"] for part in document}


@pytest.mark.long
def test_alone_in_another_environment_it_shows_the_demonstration(home: Path, tmp_path: Path) -> None:
    """Invented, taken in, computed, served: and no file of the checkout is opened on the way."""
    port = free_port()
    demo = ["demo", "--newcomers", "8", "--seed", "1", "--end", "2025-06-29", "--no-open", "--port"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    environment |= {"SPROGSPOR_HOME": str(tmp_path / "home")}
    command = ["assessment", *demo, str(port)]
    with served(
        command, folder=tmp_path, port=port, environment=environment, python=home / "bin" / "python"
    ) as address:
        answers = dict(_answers(address))
    after = _run(home, tmp_path, "sprogspor", "check", "--format", "json")

    assert {path: status for path, (status, _kind, _text) in answers.items() if status != 200} == {}
    assert answers["/healthz"][2] == answers["/readyz"][2] == "ok"
    assert "Log ind på Sprogspor" in answers["/log-ind"][2]
    assert "Sign in to Sprogspor" in answers["/log-ind in English"][2]
    assert {kind for path, (_status, kind, _text) in answers.items() if path.endswith(".woff2")} == {"font/woff2"}
    assert "OPENED" not in (tmp_path / "log.txt").read_text("utf-8")
    assert {part["part"]: part["verdict"] for part in json.loads(after.stdout)} == {
        "skema": "ok",
        "normer": "ok",
        "kalibrering": "ok",
        "model": "ok",
        "database": "ok",
        "journal": "ok",
        "sprogmodel til noter": "mangler (valgfri)",
    }


def _answers(address: str) -> Iterator[tuple[str, tuple[int, str, str]]]:
    shell = re.findall(r"/felt/\w+/\w+\.(?:css|js)", (CHECKOUT / "assessment/web/felt/felt.html").read_text("utf-8"))
    static = CHECKOUT / "assessment" / "web" / "static"
    files = [f"/app/static/{path.name}" for path in static.iterdir()]
    felt = [f"/felt/x/{path.name}" for path in (static.parent / "felt").iterdir() if path.suffix != ".html"]
    for path in ["/healthz", "/readyz", "/log-ind", *files, *felt, *shell]:
        yield path, _get(address + path)
    yield "/log-ind in English", _get(f"{address}/log-ind", "sprog=en")


def _get(url: str, cookie: str = "") -> tuple[int, str, str]:
    asked = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})  # noqa: S310 - our own server on this machine
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - our own server on this machine
        return answer.status, answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")


def test_everything_the_package_imports_is_declared_and_what_is_installed_is_within_its_bounds() -> None:
    """Else a wheel that works here would fail where only what it names is installed."""
    declared = {
        need.name.lower(): need
        for need in map(Requirement, requires("sprogspor") or [])
        if "dev" not in str(need.marker)
    }
    by_module = packages_distributions()
    undeclared = {
        f"{path.relative_to(CHECKOUT)}: {name}"
        for path in (CHECKOUT / "assessment").rglob("*.py")
        for name in _imported(path)
        if name not in sys.stdlib_module_names
        and name != "assessment"
        and not {one.lower() for one in by_module.get(name, [name])} & set(declared)
    }
    outside = {
        f"{name} {version(name)}: {need.specifier}"
        for name, need in declared.items()
        if not SpecifierSet(str(need.specifier)).contains(version(name))
    }

    assert undeclared == set()
    assert outside == set()
    assert len(declared) > 10


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (part.name.split(".")[0] for part in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
