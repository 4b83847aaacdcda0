"""What is installed from a wheel is whole, wherever it is started from."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
GOES_IN = ("assessment", "data", "models")
ALSO_NEEDED = ("LICENSE", "MANIFEST.in", "README.md", "pyproject.toml", "setup.py")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a wheel unpacks to, built from a copy so that the checkout is left as it was."""
    if os.environ.get("SPROGSPOR_ALL") != "1":
        pytest.skip("building a wheel fetches the build tool: tried where SPROGSPOR_ALL=1")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in (name for name in GOES_IN if (CHECKOUT / name).exists()):
        shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ALSO_NEEDED:
        shutil.copy(CHECKOUT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "installed")
    return folder / "installed"


def test_the_wheel_carries_every_file_of_the_package_and_the_data(installed: Path) -> None:
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
    carried = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}

    assert expected - carried == set()
    assert {name for name in carried - expected if ".dist-info/" not in name} == set()


def test_its_commands_work_from_another_folder(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed), "SPROGSPOR_HOME": str(tmp_path / "home")}
    for verb in ("rules", "check", "simulate out --newcomers 5 --weeks 10", "import out"):
        command = [sys.executable, "-m", "assessment", *verb.split()]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)

        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()

    where = [sys.executable, "-c", "import assessment; print(assessment.__file__)"]
    done = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert Path(done.stdout.strip()).is_relative_to(installed)
