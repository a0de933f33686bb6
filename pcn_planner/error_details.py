"""Where the details of a fault of ours go: a file, never the screen."""

import tempfile
import traceback


def kept(error: Exception) -> str:
    """Write the details to a file of their own, and say where."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="pcn-error-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write("".join(traceback.format_exception(error)))
            return f"are in {file.name}"
    except OSError:
        return f"could not be kept: {error}"
