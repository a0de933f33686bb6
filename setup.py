"""Puts what ships beside the code into the wheel: the app's front door, demo data, rates."""

from pathlib import Path
from shutil import copyfile

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
SHIPPED = (
    "app.py", ".streamlit/config.toml",
    "data/README.md", "data/rates.csv", "data/places.csv", "data/demo/*",
    "docs/reference/glossary.md",
)  # fmt: skip


class BuildWithShipped(build_py):
    """Builds the packages, then copies ``SHIPPED`` to where ``pcn_planner.home`` looks for it."""

    def run(self) -> None:
        """Build; an editable installation finds everything in the checkout."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "pcn_planner" / "shipped"
        for source in (one for pattern in SHIPPED for one in sorted(ROOT.glob(pattern))):
            place = target / source.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            copyfile(source, place)


setup(cmdclass={"build_py": BuildWithShipped})
