"""Decides what each row means: something new, a change, nothing new, or a mistake of whoever wrote it.

The check and the import itself decide by the same code; only the import then writes.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final

from services.membership.imports.known_domain import Held, Known, KnownOffice, PersonFacts, name_key
from services.membership.imports.tables_domain import Kind, Row
from services.membership.imports.values_domain import Cells, Fault, Wrong
from services.membership.imports.words_domain import WORDS
from services.membership.offices.domain import cleaned
from services.membership.posts.domain import POST_NAMES, Place, Role
from shared.events.membership import OfficeFacts

ROLES: Final[Sequence[Role]] = ("pr_manager", "head_of_office", "deputy", "liaison")
"""The posts that can be imported; others are not the secretariat's to give, or are a body's."""


class Outcome(Enum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """An office to register, or to change."""

    facts: OfficeFacts


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person to enter, or whose details change."""

    person_id: str
    facts: PersonFacts


@dataclass(frozen=True, slots=True)
class PostChange:
    """A holding to begin or to end."""

    role: Role
    place: Place
    held: Held


Change = OfficeChange | PersonChange | PostChange


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done about a row."""

    row: Row
    outcome: Outcome
    change: Change | None = None
    fault: Fault | None = None
    note: str = ""
    """The id that a new office gets, since its row names none."""


@dataclass(slots=True)
class Decider:
    """Reads the rows of one file, one after the other, against what is known by then."""

    known: Known
    today: date
    importer_id: str
    """Who imports; nobody gives a post to themselves."""
    email_address: Callable[[str], str]
    slug: Callable[[str], str]
    _met: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """What earlier rows of this file said: the number of the row, and what came out."""
    _begins: dict[str, list[date]] = field(default_factory=dict)
    """The days on which somebody begins in a post, as all rows of this file say."""

    def look_ahead(self, rows: Iterable[Row]) -> None:
        """Note when each holding of the file begins, since it ends the one before.

        So a holding that is history already is entered with its end, and nobody is told of a change of long ago.
        """
        for row in rows:
            try:
                _, post_id, held, _ = self._holding(Cells(row, self.email_address, self.slug))
            except Wrong:
                continue
            self._begins.setdefault(post_id, []).append(held.since)

    def decide(self, row: Row) -> Verdict:
        """Decide about the next row, and enter it into what is known."""
        cells = Cells(row, self.email_address, self.slug)
        try:
            match row.kind:
                case Kind.OFFICES:
                    return self._office(row, cells)
                case Kind.PEOPLE:
                    return self._person(row, cells)
                case Kind.POSTS:
                    return self._post(row, cells)
        except Wrong as wrong:
            return Verdict(row, Outcome.FAULTY, fault=wrong.fault)

    def _office(self, row: Row, cells: Cells) -> Verdict:
        name = cells.needed("name", "نام دستگاه را بنویسید.")
        given = self._given_of_office(cells) | {"name": name}
        office_id, is_made_up = self._office_id(cells, name)
        given |= self._parent(cells, office_id)
        before = self.known.offices.get(office_id)
        if before and row.field("id") is None:
            given["name"] = before.facts.name  # it was found by this name or another of its names: that is no new one
        facts = cleaned(_after(before.facts, given) if before else self._new_office(office_id, given))
        self._once(f"office/{office_id}", row, facts)
        if before and facts == before.facts:
            return Verdict(row, Outcome.UNCHANGED)
        if before and before.closed_on:
            raise Wrong("name", "این دستگاه بسته شده است و مشخصات آن دیگر تغییر نمی‌کند.")
        self.known.enter_office(KnownOffice(facts))
        outcome = Outcome.CHANGED if before else Outcome.CREATED
        return Verdict(row, outcome, OfficeChange(facts), note=office_id if is_made_up and not before else "")

    def _given_of_office(self, cells: Cells) -> dict[str, Any]:
        """The facts that the row gives; an empty cell leaves what is known."""
        given: dict[str, Any] = {
            "short_name": cells.text("short_name", 60),
            "executive": cells.yes_or_no("executive"),
            "size_class": cells.size("size_class"),
            "head_title": cells.text("head_title", 60),
            "aliases": cells.texts("aliases"),
            "address": cells.text("address", 300),
            "phone": cells.text("phone", 60),
            "active_from": cells.day("active_from"),
            "hall_capacity": cells.seats("hall_capacity"),
            "can_host": cells.yes_or_no("can_host"),
            "work_week": cells.work_week("work_week"),
        }
        if typed := cells.text("kind"):
            meant = self.known.kind_names.meant_by(typed)
            if not meant:
                hint = self.known.kind_names.nearest(typed)
                raise Wrong("kind", "نوع «%(kind)s» شناخته نشد.", hint, kind=typed)
            kind = self.known.kinds[meant[0]]
            given |= {"kind": kind.key, "kind_name": kind.name, "kind_order": kind.order}
        return {name: value for name, value in given.items() if value is not None}

    def _parent(self, cells: Cells, office_id: str) -> Mapping[str, str]:
        """The office under which this one stands, when the row names one."""
        typed = cells.text("parent")
        if typed is None:
            return {}
        parent_id = self._meant(typed, "parent")
        above, seen = self.known.offices.get(parent_id), {parent_id}
        while above and above.facts.parent_id and above.facts.parent_id not in seen:
            seen.add(above.facts.parent_id)
            above = self.known.offices.get(above.facts.parent_id)
        if office_id in seen:
            raise Wrong("parent", "دستگاه نمی‌تواند زیر خودش قرار بگیرد.")
        return {"parent_id": parent_id}

    def _office_id(self, cells: Cells, name: str) -> tuple[str, bool]:
        """The id of the office, and whether it was made of the name: written, known by name, or made up."""
        written = cells.office_id("id")
        named = self.known.office_names.meant_by(name)
        if written:
            others = [each for each in named if each != written and name_key(self._name_of(each)) == name_key(name)]
            if others:
                raise Wrong(
                    "id", "دستگاه «%(name)s» با شناسه دیگری ثبت شده است.", others[0], name=self._name_of(others[0])
                )
            return written, False
        if len(named) > 1:
            raise Wrong("name", "چند دستگاه این نام را دارند؛ شناسه را بنویسید.", "، ".join(named))
        return (named[0], False) if named else ("office-" + _digest(name_key(name))[:8], True)

    def _new_office(self, office_id: str, given: Mapping[str, Any]) -> OfficeFacts:
        if "kind" not in given:
            raise Wrong("kind", "نوع دستگاه تازه را بنویسید.")
        executive = self.known.kinds[given["kind"]].executive
        usual = {"short_name": given["name"], "executive": executive, "active_from": self.today}
        return OfficeFacts(**(usual | dict(given)), id=office_id)

    def _name_of(self, office_id: str) -> str:
        office = self.known.offices.get(office_id)
        return office.facts.name if office else office_id

    def _person(self, row: Row, cells: Cells) -> Verdict:
        name = cells.needed("name", "نام شخص را بنویسید.")
        email, mobile = cells.email("email"), cells.mobile("mobile")
        given: dict[str, Any] = {
            "name": name,
            "honorific": cells.text("honorific", 60),
            "pronoun": cells.text("pronoun", 60),
            "email": email,
            "mobile": mobile,
        }
        given = {each: value for each, value in given.items() if value is not None}
        office_id = self._known_office(cells) if row.field("office") is not None else None
        person_id = self._person_id(name, email, mobile, office_id)
        before = self.known.people.get(person_id)
        facts = replace(before or PersonFacts(name), **given)
        self._once(f"person/{person_id}", row, facts)
        if office_id:
            self.known.place(person_id, office_id)
        if facts == before:
            return Verdict(row, Outcome.UNCHANGED)
        self.known.enter_person(person_id, facts)
        return Verdict(row, Outcome.CHANGED if before else Outcome.CREATED, PersonChange(person_id, facts))

    def _person_id(self, name: str, email: str | None, mobile: str | None, office_id: str | None) -> str:
        """Find the person by e-mail or mobile, else by the name within the office, or make a new id."""
        by_email, by_mobile = self.known.with_email(email), self.known.with_mobile(mobile)
        if by_email and by_mobile and by_email != by_mobile:
            raise Wrong("mobile", "این ایمیل و این شماره همراه برای دو شخص متفاوت ثبت شده است.")
        if found := by_email or by_mobile:
            self._must_be_called(found, name, "email" if by_email else "mobile")
            return found
        if found := self._same_name(name, email, mobile, office_id):
            return found
        # The id is made of what the person is known by, so that the same row again finds the same person.
        for told in filter(None, (email, mobile, f"{name_key(name)}@{office_id or ''}")):
            made = "p-" + _digest(told)[:12]
            if made not in self.known.people or name_key(self.known.people[made].name) == name_key(name):
                return made
        raise Wrong("name", "شخص دیگری با همین مشخصات ثبت شده است؛ ایمیل یا شماره همراه را بنویسید.")

    def _same_name(self, name: str, email: str | None, mobile: str | None, office_id: str | None) -> str | None:
        named = self.known.named_in(name, office_id)
        if office_id:
            there = [each for each in named if self.known.is_of(each, office_id)]
            named = there or [each for each in named if each == self._made_of_name(name, office_id)]
        elif email or mobile:
            # A new address and a name that somebody has: most likely somebody else.
            return None
        if len(named) > 1:
            raise Wrong("name", "چند شخص این نام را دارند؛ ایمیل یا شماره همراه را بنویسید.", self._addresses_of(named))
        if not named:
            return None
        before = self.known.people[named[0]]
        if (email and before.email) or (mobile and before.mobile):
            raise Wrong(
                "email" if email and before.email else "mobile",
                "شخصی با همین نام در این دستگاه با نشانی دیگری ثبت شده است؛ نشانی را در حساب او تغییر دهید.",
                self._addresses_of(named),
            )
        return named[0]

    def _must_be_called(self, person_id: str, name: str, by: str) -> None:
        """Refuse a row whose address belongs to somebody with another name: two people would become one."""
        known = self.known.people[person_id].name
        if name_key(known) != name_key(name):
            raise Wrong(by, "این نشانی برای «%(name)s» ثبت شده است.", known, name=known)

    def _made_of_name(self, name: str, office_id: str) -> str:
        return "p-" + _digest(f"{name_key(name)}@{office_id}")[:12]

    def _addresses_of(self, people: Any) -> str:
        known = (self.known.people[each] for each in people)
        return "، ".join(filter(None, (each.email or each.mobile for each in known)))

    def _post(self, row: Row, cells: Cells) -> Verdict:
        office_id, post_id, held, role = self._holding(cells)
        self._once(f"post/{post_id}/{held.since}", row, held)
        if held.until is None and self._same(post_id, held) is None:
            held = replace(held, until=self._day_before_the_next(post_id, held.since))
        outcome = self._fits(post_id, held)
        closed_on = self.known.offices[office_id].closed_on
        if outcome is Outcome.UNCHANGED:
            return Verdict(row, outcome)
        if closed_on and closed_on < (held.until or held.since):
            raise Wrong("office", "این دستگاه در این تاریخ بسته شده است.")
        self.known.enter_holding(post_id, office_id, held)
        return Verdict(row, outcome, PostChange(role, Place(office_id=office_id), held))

    def _holding(self, cells: Cells) -> tuple[str, str, Held, Role]:
        """Read the office, the post, who holds it and when, and the role."""
        office_id = self._known_office(cells)
        role, is_acting = self._role(cells)
        person_id = self._holder(cells, office_id)
        since, until = cells.day("since"), cells.day("until")
        if since is None:
            raise Wrong("since", "روز آغاز را بنویسید.")
        if until and until < since:
            raise Wrong("until", "پایان دوره پیش از آغاز آن است.")
        if person_id == self.importer_id:
            raise Wrong("person", "هیچ‌کس سمت خود را تعیین نمی‌کند.")
        held = Held(person_id, since, until, acting=cells.yes_or_no("acting") or is_acting)
        return office_id, Place(office_id=office_id).post_id(role, person_id), held, role

    def _same(self, post_id: str, held: Held) -> Held | None:
        """The holding as it is known: the same person, since the same day."""
        known = self.known.posts.get(post_id, ())
        return next((each for each in known if (each.person_id, each.since) == (held.person_id, held.since)), None)

    def _day_before_the_next(self, post_id: str, since: date) -> date | None:
        later = min((day for day in self._begins.get(post_id, ()) if day > since), default=None)
        return later - timedelta(days=1) if later and later <= self.today else None

    def _fits(self, post_id: str, held: Held) -> Outcome:
        """Whether the holding is new, or ends one that is known, or says nothing new."""
        same = self._same(post_id, held)
        if same:
            return _compared(same, held)
        for each in self.known.posts.get(post_id, ()):
            begins_later = each.until is None and each.since < held.since
            if not begins_later and each.overlaps(held):
                name = self.known.people[each.person_id].name if each.person_id in self.known.people else ""
                raise Wrong("since", "این دوره با دوره «%(name)s» هم‌پوشانی دارد.", name=name)
        return Outcome.CREATED

    def _known_office(self, cells: Cells) -> str:
        return self._meant(cells.needed("office", "دستگاه را بنویسید."), "office")

    def _meant(self, typed: str, name: str) -> str:
        """The id of the office that a cell names."""
        meant = self.known.office_names.meant_by(typed)
        if len(meant) == 1:
            return meant[0]
        if typed.lower() in self.known.offices:
            return typed.lower()
        if meant:
            raise Wrong(name, "چند دستگاه این نام را دارند؛ شناسه را بنویسید.", "، ".join(meant))
        hint = self.known.office_names.nearest(typed)
        raise Wrong(name, "دستگاهی با نام «%(name)s» ثبت نشده است.", hint, name=typed)

    def _role(self, cells: Cells) -> tuple[Role, bool]:
        """The role, and whether the word itself says that the holder is acting: «سرپرست روابط عمومی»."""
        typed = cells.needed("role", "سمت را بنویسید.")
        key = name_key(typed)
        for acting in ("", *map(name_key, WORDS.acting)):
            role = _ROLES.get(key.removeprefix(acting)) if key.startswith(acting) else None
            if role:
                return role, bool(acting)
        if any(name_key(word) in key for word in WORDS.roles_of_the_county):
            raise Wrong("role", "سمت «%(role)s» را راهبر سامانه ثبت می‌کند، نه فایل.", role=typed)
        raise Wrong("role", "سمت «%(role)s» شناخته نشد.", "، ".join(POST_NAMES[role] for role in ROLES), role=typed)

    def _holder(self, cells: Cells, office_id: str) -> str:
        typed = cells.needed("person", "نام یا ایمیل شخص را بنویسید.")
        in_place_of_name = self.known.with_email(typed.lower()) if "@" in typed else None
        if in_place_of_name:
            return in_place_of_name
        email, mobile = cells.email("email"), cells.mobile("mobile")
        found = self.known.with_email(email) or self.known.with_mobile(mobile)
        if found:
            self._must_be_called(found, typed, "person")
            return found
        named = self.known.named_in(typed, office_id)
        if len(named) > 1:
            hint = self._addresses_of(named)
            raise Wrong("person", "چند شخص این نام را دارند؛ ایمیل یا شماره همراه را بنویسید.", hint)
        if not named:
            hint = self.known.person_names.nearest(typed)
            raise Wrong("person", "شخصی با نام «%(name)s» ثبت نشده است.", hint, name=typed)
        return named[0]

    def _once(self, key: str, row: Row, said: Any) -> None:
        """Refuse a row that says something else than an earlier one of the file: nobody could tell which is meant."""
        number, earlier = self._met.setdefault(key, (row.number, said))
        if earlier != said:
            field_name = "since" if row.kind is Kind.POSTS else "name"
            raise Wrong(field_name, "ردیف %(number)s همین فایل درباره همین مورد چیز دیگری می‌گوید.", number=number)


def _after(facts: OfficeFacts, given: Mapping[str, Any]) -> OfficeFacts:
    """The facts after what the row says; a short name that was the full one stays so."""
    short = {"short_name": given["name"]} if facts.short_name == facts.name else {}
    return facts.model_copy(update=short | dict(given))


def _compared(known: Held, held: Held) -> Outcome:
    if known.acting != held.acting:
        raise Wrong("acting", "این دوره با سرپرستی متفاوت ثبت شده است؛ آن را در صفحه سمت‌ها اصلاح کنید.")
    if held.until is None or held.until == known.until:
        return Outcome.UNCHANGED
    if known.until:
        raise Wrong("until", "برای این دوره پایان دیگری ثبت شده است.")
    return Outcome.CHANGED


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12, person=b"ravabet-import").hexdigest()


_ROLES: Final[Mapping[str, Role]] = {
    name_key(word): role for role in ROLES for word in (POST_NAMES[role], *WORDS.roles[role])
}
