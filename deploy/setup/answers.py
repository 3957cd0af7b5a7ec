"""Keeps what the operator answered: a readable `county.toml`, and copies of the files that it names."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

from deploy.setup.asking import QUESTIONS, Answers, answers_of
from deploy.setup.folder import OPERATOR, Folder, write_private
from deploy.setup.profile import Profile
from deploy.setup.trouble import CannotSetUp

_HEAD: Final = (
    "# What was answered to `ravabet setup`. Change it here or by answering again; then: deploy/ravabet setup\n"
)
_DELETE: Final = "\x7f"


def kept_answers(folder: Folder) -> Answers:
    """Return what was said the last time, by answers or by a profile; nothing before the first time."""
    installed = folder.secrets(OPERATOR) / "profile.json"
    try:
        if folder.profile.exists() and not _is_newer(installed, folder.profile):
            return dict(tomllib.loads(folder.profile.read_text(encoding="utf-8")))
        if installed.exists():
            return answers_of(Profile.model_validate_json(installed.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CannotSetUp(f"What was answered before cannot be read ({error}): name a profile with --from.") from error
    return {}


def beside(folder: Folder, answers: Answers) -> Answers:
    """The same answers, with the whole path of each file that lies in the folder."""
    found = {section: dict(lines) for section, lines in answers.items()}
    for question in QUESTIONS:
        if question.is_file and (given := found.get(question.section, {}).get(question.name)):
            found[question.section][question.name] = str(folder.root / given)
    return found


def keep_answers(folder: Folder, answers: Answers) -> None:
    """Write the answers, with copies of the files that they name. Raises CannotSetUp for a file that cannot be read."""
    kept = {section: dict(lines) for section, lines in answers.items()}
    for question in QUESTIONS:
        if question.is_file and (given := kept.get(question.section, {}).get(question.name)):
            kept[question.section][question.name] = _copied(folder, question.section, question.name, Path(given))
    sections = [f"\n[{section}]\n" + "".join(_line(*each) for each in lines.items()) for section, lines in kept.items()]
    write_private(folder.profile, _HEAD + "".join(sections))
    folder.profile.chmod(0o600)


def _copied(folder: Folder, section: str, name: str, given: Path) -> str:
    """Put a file beside the answers, where it is found the next time, too; return its name there."""
    copy = folder.root / f"{section}-{name}{given.suffix}"
    if given.absolute() != copy:
        try:
            write_private(copy, given.read_bytes())
        except OSError as error:
            raise CannotSetUp(f"{given} cannot be read ({error.strerror}).") from error
    return copy.name


def _line(name: str, value: Any) -> str:
    # A string of JSON is one of TOML, but for one sign that TOML wants escaped.
    return f"{name} = {json.dumps(value, ensure_ascii=False)}\n".replace(_DELETE, "\\u007f")


def _is_newer(file: Path, than: Path) -> bool:
    return file.exists() and file.stat().st_mtime_ns > than.stat().st_mtime_ns
