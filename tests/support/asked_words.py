"""Which literals that pages give to Streamlit speak of practices without asking for their words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pcn_planner.views

SPEAKING = {
    "badge", "button", "caption", "checkbox", "download_button", "error", "expander", "header",
    "info", "markdown", "metric", "multiselect", "number_input", "popover", "progress", "radio",
    "segmented_control", "select_slider", "selectbox", "subheader", "success", "tabs", "text",
    "text_area", "text_input", "title", "toggle", "warning", "NumberColumn", "TextColumn",
    "Number", "Text", "CheckboxColumn", "SelectboxColumn", "MultiselectColumn", "ImageColumn",
}  # fmt: skip
OF_PRACTICES = re.compile(
    r"(?<![\w./-])(practices?|patients?|networks?|list sizes?)(?![\w=]|\.\w)", re.IGNORECASE
)
SILENT = {"key", "anchor", "icon", "on_click", "args", "format"}  #: what of a call nobody reads


def views() -> list[Path]:
    """Every module of the pages but those where files are loaded, before anything is planned."""
    root = Path(pcn_planner.views.__file__).parent
    return sorted(path for path in root.rglob("*.py") if path.parent.name != "begin")


def unasked(path: Path) -> Iterator[str]:
    """Where a literal stands in a call that speaks, and not in ``worded``."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and _name(call) in SPEAKING:
            given = [*call.args, *(k.value for k in call.keywords if k.arg not in SILENT)]
            for text in (found for one in given for found in _literals(one)):
                if OF_PRACTICES.search(text.value):
                    yield f"{path.name}:{text.lineno}: {text.value}"


def _literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Text in an expression that is shown as it is."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    if isinstance(node, ast.Call) and _name(node) in {"worded", *SPEAKING}:
        return
    inside: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Subscript):
        inside = [node.value]
    if isinstance(node, ast.Compare | ast.Lambda):
        inside = []
    for one in inside:
        yield from _literals(one)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))
