"""What the county knows already, as an import compares its rows with it; names are found in every spelling."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Final

from shared.events.membership import OfficeFacts
from shared.persian.text import for_finding

_LIKELY: Final = 0.72
"""How alike two names must be for one to be suggested for the other."""
_CANDIDATES: Final = 8


def name_key(name: str) -> str:
    """The same for every way to write a name: letters of either keyboard, with or without spaces and half-spaces."""
    return for_finding(name).replace(" ", "")


class Names:
    """Names with what they stand for. The nearest one is found by the pairs of letters that two names share.

    Comparing a wrong name with a thousand others letter by letter takes 30 ms; so only the few are compared that share
    most pairs.
    """

    def __init__(self) -> None:
        self._meant: dict[str, list[str]] = defaultdict(list)
        self._written: dict[str, str] = {}
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        self._unpaired: list[str] = []
        """Names that are not among the pairs yet: most files need none of these, and they take megabytes."""
        self._nearest: dict[str, str] = {}

    def add(self, name: str, meant: str) -> None:
        """Add a name; several things may have the same one."""
        key = name_key(name)
        if not key:
            return
        if meant not in self._meant[key]:
            self._meant[key].append(meant)
        if key not in self._written:
            self._written[key] = name
            self._unpaired.append(key)

    def meant_by(self, name: str) -> Sequence[str]:
        """What has this name."""
        return self._meant.get(name_key(name), ())

    def nearest(self, name: str) -> str:
        """The known name that is most like this one; empty when none is."""
        key = name_key(name)
        if key not in self._nearest:
            self._nearest[key] = self._look_for(key)
        return self._nearest[key]

    def _look_for(self, key: str) -> str:
        self._pair()
        shared = Counter(other for pair in _pairs(key) for other in self._by_pair.get(pair, ()))
        likely = [
            (SequenceMatcher(None, key, other, autojunk=False).ratio(), other)
            for other, _ in shared.most_common(_CANDIDATES)
        ]
        ratio, other = max(likely, default=(0.0, ""))
        return self._written[other] if ratio >= _LIKELY else ""

    def _pair(self) -> None:
        for key in self._unpaired:
            for pair in _pairs(key):
                self._by_pair[pair].append(key)
        self._unpaired.clear()


def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[place : place + 2] for place in range(len(key) - 1)) or frozenset({key})


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """A kind of office, as its facts name it."""

    key: str
    name: str
    order: int
    executive: bool = True
    """Whether a new office of this kind is an executive one, unless the row says otherwise."""


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office of the directory."""

    facts: OfficeFacts
    closed_on: date | None = None
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What an import reads of a person, and compares."""

    name: str
    honorific: str = ""
    pronoun: str = ""
    email: str | None = None
    mobile: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds or held a post, and when; `until` is the last day."""

    person_id: str
    since: date
    until: date | None = None
    acting: bool = False

    def overlaps(self, other: "Held") -> bool:
        """Whether both hold on one day at least."""
        return (self.until is None or other.since <= self.until) and (other.until is None or self.since <= other.until)


@dataclass(slots=True)
class Known:
    """The directory in memory. Rows are entered as they are read, so that later ones can refer to them."""

    kinds: Mapping[str, OfficeKind] = field(default_factory=dict)
    offices: dict[str, KnownOffice] = field(default_factory=dict)
    people: dict[str, PersonFacts] = field(default_factory=dict)
    posts: dict[str, list[Held]] = field(default_factory=dict)
    office_names: Names = field(default_factory=Names)
    kind_names: Names = field(default_factory=Names)
    person_names: Names = field(default_factory=Names)
    _by_email: dict[str, str] = field(default_factory=dict)
    _by_mobile: dict[str, str] = field(default_factory=dict)
    _offices_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of_kinds(cls, kinds: Iterable[OfficeKind]) -> "Known":
        """A directory with these kinds of offices, and nothing else yet."""
        known = cls(kinds={kind.key: kind for kind in kinds})
        for kind in known.kinds.values():
            known.kind_names.add(kind.name, kind.key)
            known.kind_names.add(kind.key, kind.key)
        return known

    def enter_office(self, office: KnownOffice) -> None:
        """Add an office, or change it."""
        facts = office.facts
        self.offices[facts.id] = office
        for name in (facts.name, facts.short_name, *facts.aliases, *office.former_names):
            self.office_names.add(name, facts.id)

    def enter_person(self, person_id: str, facts: PersonFacts) -> None:
        """Add a person, or change them."""
        self.people[person_id] = facts
        self.person_names.add(facts.name, person_id)
        if facts.email:
            self._by_email[facts.email] = person_id
        if facts.mobile:
            self._by_mobile[facts.mobile] = person_id

    def enter_holding(self, post_id: str, office_id: str | None, held: Held) -> None:
        """Add a holding, or change its end. The present one that it follows ends on the day before."""
        before = self.posts.setdefault(post_id, [])
        before[:] = [
            Held(each.person_id, each.since, held.since - timedelta(days=1), each.acting)
            if each.until is None and each.since < held.since
            else each
            for each in before
            if (each.person_id, each.since) != (held.person_id, held.since)
        ]
        before.append(held)
        if office_id:
            self.place(held.person_id, office_id)

    def place(self, person_id: str, office_id: str) -> None:
        """Remember that the person belongs to the office."""
        self._offices_of[person_id].add(office_id)

    def with_email(self, email: str | None) -> str | None:
        """Who has this address."""
        return self._by_email.get(email) if email else None

    def with_mobile(self, mobile: str | None) -> str | None:
        """Who has this mobile number."""
        return self._by_mobile.get(mobile) if mobile else None

    def named_in(self, name: str, office_id: str | None) -> Sequence[str]:
        """Who has this name; of several, those of the office, if there are any."""
        named = self.person_names.meant_by(name)
        there = [each for each in named if office_id in self._offices_of.get(each, ())] if office_id else []
        return there or named

    def is_of(self, person_id: str, office_id: str) -> bool:
        """Whether the person is known to belong to the office."""
        return office_id in self._offices_of.get(person_id, ())
