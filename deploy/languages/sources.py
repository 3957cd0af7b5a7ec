"""What people read, found where it is written: `_("…")` in templates, every Persian literal in code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2.ext import babel_extract

_PERSIAN = re.compile(r"[\u0600-\u06ff]")
_LETTER = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
# What `_` says is not escaped: words that are not written there go through the filter `translated`.
_COMPUTED = re.compile(r"(?<!\w)_\(")
_STAYS_PERSIAN = "# stays Persian: "
_MARKED = re.compile(r'_\("(?:[^"\\]|\\.)*"|\{#.*?#\}', re.DOTALL)
_OPTIONS = {"encoding": "utf-8", "silent": "false", "newstyle_gettext": "true", "extensions": "jinja2.ext.do"}

_NOT_TRANSLATED = (
    # official papers, and what is sent to people, are Persian whoever looks
    "membership/letters/templates/membership/letter.html",
    "membership/letters/wording_domain.py",
    "membership/decrees/wording_domain.py",
    "membership/layouts/samples_domain.py",
    "membership/decrees/templates/membership/decree-letter.html",
    "membership/certificates/templates/membership/certificate-letter.html",
    "membership/invitations/templates/membership/invitation-letter.html",
    "membership/handovers/templates/membership/handover-paper.html",
    "membership/register/templates/membership/register-sheets.html",
    "shell/letterhead.html",
    "news/guests/guide/guide.html",
    "notifier/channels/",
    "notifier/subscriptions/bot_jobs.py",
    # the language itself, not what is said in it
    "shared/persian/",
    "shared/language/",
    # names and samples of the county
    "runtime/settings.py",
    "runtime/county.py",
    "web/shell/gallery.py",
)

_ONLY_LABELS_TRANSLATED = re.compile(r"notifier/\w+/\w+_source\.py$")
"""What sources of notices write to people stays Persian; what pages call a kind of notice, its `label`, does not."""


@cache
def messages(folder: Path) -> set[str]:
    """Every message of the templates and the code under a folder."""
    found: set[str] = set()
    for path in _files(folder, "html"):
        with path.open("rb") as file:
            for _, _, said, _ in babel_extract(file, ("_",), (), _OPTIONS):
                # With values it is a tuple of the sentence and their gaps.
                message = said if isinstance(said, str) else said and said[0]
                found.update([message] if message else ())
    for path in _files(folder, "py"):
        found.update(text for _, text, is_message in _literals(path) if is_message)
    return found


def not_marked(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """What cannot be translated: in a template Persian outside `_()` or a computed message, in code an f-string."""
    for path in _files(folder, "html"):
        rest = _MARKED.sub(lambda found: "\n" * found[0].count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(rest.splitlines(), 1):
            if _PERSIAN.search(line) or _COMPUTED.search(line):
                yield path, number, line.strip()
    for path in _files(folder, "py"):
        for number, text, is_message in _literals(path):
            if not is_message:
                yield path, number, text


def _files(folder: Path, kind: str) -> list[Path]:
    found = sorted(folder.rglob(f"*.{kind}"))
    return [path for path in found if not any(part in path.as_posix() for part in _NOT_TRANSLATED)]


def _literals(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Persian strings with their lines, and whether each stands by itself and not within an f-string or a docstring."""
    source = path.read_text("utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    labels = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "label"}
    has_only_labels = _ONLY_LABELS_TRANSLATED.search(path.as_posix()) is not None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in comments:
            continue
        if has_only_labels and id(node) not in labels:
            continue
        if _LETTER.search(node.value) and _STAYS_PERSIAN not in lines[node.lineno - 1]:
            yield node.lineno, node.value, id(node) not in pieces
