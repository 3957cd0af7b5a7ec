"""Walks through the commands of `deploy/README.md` and `deploy/RUNBOOK.md` in a county that runs in containers.

`tests/deploy/test_documented_commands.py` sees that no command of these pages is missing here.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.images.building import PROJECT
from tests.deployed.installed import Failed, Installed

PAGES: Final = ("deploy/README.md", "deploy/RUNBOOK.md")
_FENCED: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINES: Final = re.compile(r"^ {4}(\S[^#\n]*)", re.MULTILINE)
_INLINE: Final = re.compile(r"`([^`]+)`")
_COMMAND: Final = re.compile(r"(\S*ravabet|make|docker compose|python -m|\S*/install) \S")


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the pages, and how it is run here."""

    documented: str
    words: tuple[str, ...]
    """What comes after `deploy/ravabet`. `{…}` stands for what earlier steps have given."""
    says: str = ""
    """A part of what it prints."""
    keeps: str = ""
    """The name under which a public key in what it prints is kept for later steps."""


def documented() -> frozenset[str]:
    """Every command of the pages, with single spaces."""
    found: set[str] = set()
    for page in PAGES:
        text = _FENCED.sub("", (PROJECT / page).read_text(encoding="utf-8"))
        commands = [" ".join(each.split()) for each in (*_LINES.findall(text), *_INLINE.findall(text))]
        found |= {each for each in commands if _COMMAND.match(each)}
    return frozenset(found) - _MENTIONED


_BACKUP: Final = "/backups/20261129T020000Z.age"
_KEY: Final = "/backups/ravabet-backup.key"

BEFORE: Final = (
    Step("deploy/ravabet status", ("status",), says="news-b"),
    Step("deploy/ravabet logs news-a", ("logs", "news-a")),
    Step("ravabet version", ("version",), says="0.1."),
    Step("ravabet topology", ("topology",), says="is in place"),
    Step("ravabet topology --check", ("topology", "--check"), says="is in place"),
    Step("ravabet events list news", ("events", "list", "news")),
    Step("ravabet events groups news", ("events", "groups", "news")),
    Step("ravabet events list <service>", ("events", "list", "reporting")),
    Step("ravabet events list membership", ("events", "list", "membership")),
    Step(
        'ravabet events pause notifier news.published.v1 --why "…"',
        ("events", "pause", "notifier", "news.published.v1", "--why", "tried"),
    ),
    Step("ravabet events resume …", ("events", "resume", "notifier", "news.published.v1")),
    Step("ravabet events missed notifier", ("events", "missed", "notifier")),
    Step("ravabet events send-again notifier", ("events", "send-again", "notifier")),
    Step("ravabet audit verify news", ("audit", "verify", "news")),
    Step("ravabet audit verify", ("audit", "verify", "membership")),
    Step("ravabet letters register check", ("letters", "register", "check")),
    Step("ravabet migrate membership --dry-run", ("migrate", "membership", "--dry-run")),
    Step("ravabet migrate membership", ("migrate", "membership")),
    Step("ravabet migrate membership --json", ("migrate", "membership", "--json"), says="["),
    Step("deploy/ravabet migrate membership", ("migrate", "membership")),
    Step("deploy/ravabet migrate news", ("migrate", "news")),
    Step("ravabet posts tell", ("posts", "tell"), says="are told again"),
    Step("deploy/ravabet posts tell", ("posts", "tell"), says="are told again"),
    Step("deploy/ravabet rotate", ("rotate",), says="gateway has read its files again."),
    Step("ravabet backup-key ravabet-backup.key", ("backup-key", _KEY), keeps="recipient"),
    Step(
        "deploy/ravabet backup '/backups/{time}.age' --recipient age1… --with /run/secrets --keep 14",
        ("backup", "/backups/{time}.age", "--recipient", "{recipient}", "--with", "/run/secrets", "--keep", "14"),
    ),
    Step(
        "ravabet backup '/var/backups/ravabet/{time}.age' --recipient age1… --with /etc/ravabet --keep 14",
        ("backup", _BACKUP, "--recipient", "{recipient}"),
    ),
    Step(
        "ravabet backup --check /var/backups/ravabet/20261129T020000Z.age --identity ravabet-backup.key",
        ("backup", "--check", _BACKUP, "--identity", _KEY),
    ),
    Step("ravabet doctor", ("doctor",), says="0 wrong"),
)
"""What is run while the county works."""

_BARE: Final = "tests/deployed/without_containers.py"

_GUESTS: Final = "tests/deploy/guests/test_guest_command.py"

ELSEWHERE: Final = {
    "python -m deploy.systemd ravabet-0.1.0": (_BARE, "write_folder("),
    "ravabet setup --from county.toml": (_BARE, '"setup"'),
    "ravabet up": (_BARE, '"up"'),
    "ravabet first-day": (_BARE, '"first-day"'),
    "ravabet upgrade news 0.2.0": (_BARE, '"upgrade"'),
    "ravabet down": (_BARE, '"down"'),
    "deploy/ravabet can-i-deploy news --version 0.2.0": ("tests/deployed/__main__.py", '"can-i-deploy"'),
    "deploy/ravabet first-day": ("tests/deployed/__main__.py", '"first-day"'),
    "deploy/ravabet setup --from county.toml": ("tests/deployed/installed.py", '"setup"'),
    "deploy/ravabet upgrade news 0.2.0": ("tests/deployed/__main__.py", '"upgrade"'),
    "deploy/ravabet down": ("tests/deployed/walk.py", 'county.ravabet("down")'),
    "deploy/ravabet setup": ("tests/deploy/test_asking.py", "setup"),
    "ravabet logs doctor": (_BARE, '"logs"'),
    "python -m tests.deployed.without_containers": (_BARE, "def "),
    "docker compose -f deploy/compose.yaml up": ("deploy/ravabet", "compose up"),
    'deploy/ravabet letters key --county "فرمانداری شهرستان بهاردشت"': (
        "tests/deploy/test_letter_keys.py",
        '"letters", "key"',
    ),
    "make images": ("tests/deployed/installed.py", "build("),
    "make up": ("tests/system/test_local_stack.py", "stubs.up"),
    "python -m deploy.bundle --key ~/.ssh/ravabet": ("tests/deployed/without_network.py", '"deploy.bundle"'),
    "/opt/ravabet/install ravabet-0.2.0": ("tests/deployed/without_network.py", '"install"'),
    "./install --signers /root/maintainers": ("tests/deployed/without_network.py", '"--signers"'),
    "python -m deploy.images sbom ravabet/news:0.1.0 -o news.cdx.json": ("tests/deployed/checks.py", "write_sbom("),
    "python -m services.membership.invite USERNAME": ("tests/membership/test_invite.py", "services.membership.invite"),
    "ravabet audit export news --since 1405-09-01 --until 1405-09-30 --content": (
        "tests/shared/operations/test_audit_command.py",
        '"export"',
    ),
    "ravabet events retry news <id> …": ("tests/shared/operations/test_events_command.py", '"retry"'),
    "ravabet events retry news --group <fingerprint> --dry-run": (
        "tests/shared/operations/test_events_command.py",
        '"--dry-run", "--per-second"',
    ),
    "ravabet events show news <id>": ("tests/shared/operations/test_events_command.py", '"show"'),
    'ravabet events discard news --group <fingerprint> --reason "…"': (
        "tests/shared/operations/test_events_command.py",
        '"discard", *group, "--reason"',
    ),
    "ravabet events restore news --group <fingerprint>": (
        "tests/shared/operations/test_events_command.py",
        '"restore", *group',
    ),
    f"ravabet restore /var{_BACKUP[:8]}/ravabet{_BACKUP[8:]} --identity ravabet-backup.key --with /root/etc-ravabet": (
        "tests/deploy/backup/test_backup_command.py",
        '"restore"',
    ),
    "ravabet guest add water --office water --may-publish 'outage.*' --guide water.html": (
        _GUESTS,
        '"--guide", str(page)',
    ),
    "deploy/ravabet guest add water --office water --may-publish 'outage.*' --guide - > water.html": (
        _GUESTS,
        '"--guide", "-"',
    ),
    'ravabet guest suspend water --reason "…"': (_GUESTS, '"suspend", name'),
    "ravabet guest resume water": (_GUESTS, '"resume", name'),
    "ravabet guest renew-key water --stolen": (_GUESTS, '"--stolen"'),
    "ravabet guest renew-key water": (_GUESTS, '"renew-key", name'),
    "ravabet guest renew-password water": (_GUESTS, '"renew-password", name'),
    "ravabet guest change water --may-publish 'outage.*' --per-minute 1200": (_GUESTS, '"change", name'),
    "ravabet guest contract water guest.water.tariff.changed.v1 FILE.json": (_GUESTS, '"contract", name'),
    "ravabet guest remove water": (_GUESTS, '"remove", name'),
    "ravabet guest list": (_GUESTS, '"list"'),
    "ravabet guest show water": (_GUESTS, '"show", name'),
    "ravabet guest guide water water.html": (_GUESTS, '"guide", name'),
    "ravabet guest change": (_GUESTS, '"change", name'),
    "ravabet prepare": ("deploy/ravabet", "run --rm -T prepare"),
    "ravabet rotate": ("tests/deploy/rotation/test_rotate_command.py", '["rotate", "--folder"'),
    "ravabet rotate --restarted": ("tests/deploy/rotation/test_rotate_command.py", '"--restarted"'),
    "ravabet users --passwords FILE": ("tests/shared/operations/test_users_command.py", '"users"'),
    "ravabet rotate-key FILE": ("tests/shared/operations/test_rotate_key.py", '"rotate-key"'),
}
"""The commands that another file runs, and the words by which it does so."""

_MENTIONED: Final = frozenset(
    {
        "deploy/ravabet …",
        "deploy/ravabet COMMAND …",
        "deploy/ravabet upgrade SERVICE VERSION",
        "ravabet COMMAND …",
        "ravabet restore",
        "ravabet upgrade",
        "ravabet backup --with",
        'ravabet namespaces="ravabet-bundle" ssh-ed25519 AAAA…',
        "ravabet setup",
        "ravabet users",
    }
)
"""What only speaks of a command that stands elsewhere, or is none."""

RESTORE: Final = (
    Step("deploy/ravabet servers", ("servers",), says="RabbitMQ: users, exchanges and queues are in place."),
    Step(
        "deploy/ravabet restore /backups/20261129T020000Z.age --identity /backups/ravabet-backup.key",
        ("restore", _BACKUP, "--identity", _KEY),
    ),
    Step("deploy/ravabet up", ("up",)),
    Step("ravabet audit verify", ("audit", "verify", "news")),
    Step("ravabet topology --check", ("topology", "--check"), says="is in place"),
)
"""What is run on empty servers, after those of `BEFORE`."""


def walk(county: Installed) -> Iterator[str]:
    """Run all commands, lose all data on the way, and bring it back; yield a sentence for whatever went wrong."""
    known = {"time": "{time}"}
    for step in BEFORE:
        yield from _run(county, step, known)
    data = Path(county.environment["RAVABET_DATA"])
    county.ravabet("down")
    for store in ("mongo", "rabbit"):
        for each in (data / store).iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    for step in RESTORE:
        yield from _run(county, step, known)


def _run(county: Installed, step: Step, known: dict[str, str]) -> Iterator[str]:
    try:
        told = county.ravabet(*(word.format(**known) for word in step.words))
    except Failed as error:
        yield f"{step.documented}: {error}"
        return
    if step.says not in told:
        yield f"{step.documented} does not say {step.says!r}: {told[-400:]}"
    if step.keeps:
        (known[step.keeps],) = re.findall(r"age1\w+", told)[:1] or ("",)
