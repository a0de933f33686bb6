"""Where the files lie that are no code: in the checkout, or inside an installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"  # setup.py puts it into the wheel
#: The folder with ``app.py``, ``.streamlit/config.toml`` and ``data/``.
HOME = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent
