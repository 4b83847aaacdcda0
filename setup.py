"""Build step: what ships beside the package in a checkout travels inside it in a wheel."""

from pathlib import Path
from shutil import copytree

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("data", "models")


class WithResources(build_py):
    """Copy ``data/`` and ``models/`` to ``assessment/_resources``, where ``settings.resource`` looks first."""

    def run(self) -> None:
        """Build the package as usual, then add the folders; an editable install reads the checkout's own."""
        super().run()
        if self.editable_mode:
            return
        for name in SHIPPED:
            if Path(name).is_dir():
                copytree(name, Path(self.build_lib) / "assessment" / "_resources" / name, dirs_exist_ok=True)


setup(cmdclass={"build_py": WithResources})
