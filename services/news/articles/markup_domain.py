"""Simple HTML as people paste it: where a text holds markup, and its paragraphs in the few elements that are kept."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from shared.persian.text import piece_for_keeping

_DROPPED: Final = frozenset(["script", "style", "template", "iframe", "noframes", "noembed"])
"""What stands inside of these is for programs, not for readers."""

_INLINE: Final = {
    **{name: name for name in ("strong", "b", "em", "i", "a", "sub", "sup", "s", "del", "ins")},
    "strike": "s",
}
_WITHIN_WORDS: Final = frozenset(["strong", "b", "em", "i", "a", "s"])
"""Their tags do not end a word; a number in `sup` is another one than the number before it."""
_HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_LISTS: Final = frozenset(["ul", "ol"])
_CONTAINERS: Final = _LISTS | {"li", "blockquote"}
_CELLS: Final = frozenset(["td", "th"])
_BLOCK_NAMES: Final = """
address article aside body button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 head header hgroup hr html legend listing main menu nav noscript optgroup option p pre search section
select summary table tbody textarea tfoot thead title tr xmp
"""
_OTHER_NAMES: Final = """
abbr acronym applet area audio base basefont bdi bdo bgsound big blink br canvas cite code col colgroup data datalist
dfn embed font frame frameset img input kbd label link map mark marquee math meta meter nobr object output param picture
plaintext progress q rp rt ruby samp slot small source span svg time track tt u var video wbr
"""
_NAMES_WITHOUT_END: Final = """
area base body br col colgroup dd dt embed head hr html img input li link meta optgroup option p param source tbody td
tfoot th thead tr track wbr
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_KNOWN: Final = _DROPPED | _INLINE.keys() | _CONTAINERS | _CELLS | _BLOCKS | frozenset(_OTHER_NAMES.split())
_STAND_ALONE: Final = frozenset(_NAMES_WITHOUT_END.split())
"""Elements whose end tag does not exist or is often left out. Of all others a start tag alone is no markup."""

_TAG = r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9:-]*)
    (?P<attributes>(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`]+))?)*)\s*/?>"""
_MARK = re.compile(rf"<(?:!doctype\b|\?xml\b|!\[(?:if|endif)\b)[^<>]*>|{_TAG}", re.IGNORECASE | re.VERBOSE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _DROPPED}
_ACTIVE = re.compile(
    rf"<(?:(?:{'|'.join(_DROPPED)}|textarea|title|xmp|plaintext|noscript|select|svg|math|!--)"
    r"|[a-z][^\s/<>]*[\s/][^<>=]*=)",
    re.IGNORECASE,
)
"""What a browser would act on if somebody showed the text as HTML, although it is no markup by our rule."""
_HREF, _ALT = (
    re.compile(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))""", re.IGNORECASE) for name in ("href", "alt")
)
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_SPACES = re.compile(r"\s+")
_EDGES = " \n\u200c"
_BETWEEN_CELLS = " | "
_DEEPEST = 12
"""People nest no deeper; what is nested deeper is written without its element, since each level costs time."""

_Inline = tuple[str, str]
"""The name of an inline element, and its start tag."""


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    is_end: bool
    attributes: str


def holds_markup(text: str) -> bool:
    """Whether the text is HTML: it holds a tag of HTML, a comment or CDATA, or what is unsafe to show as it is."""
    if "<" not in text:
        return False
    tags = _without_comments(text)
    return tags != text or bool(_ACTIVE.search(text)) or any(_is_html(mark) for mark in _marks(tags))


def paragraphs_of(text: str) -> str:
    """Write the HTML again with paragraphs, headings, lists and quotations, so that what stood apart stays apart."""
    tokens = list(_tokens(text))
    breaks = any(isinstance(each, _Tag) and each.name in _BLOCKS | _CONTAINERS | {"br"} for each in tokens)
    writer = _Writer(lines_count=not breaks)
    for token in tokens:
        if isinstance(token, str):
            writer.say(token)
        elif token.is_end:
            writer.end(token.name)
        else:
            writer.begin(token)
    return writer.finished()


def words_of(text: str) -> str:
    """What the HTML says, without its tags. Only tags inside of a line leave no gap."""
    pieces = (each if isinstance(each, str) else "" if each.name in _WITHIN_WORDS else "\n" for each in _tokens(text))
    return "".join(pieces)


def _without_comments(text: str) -> str:
    """Leave out comments, and make CDATA the text that it is. One that is never ended is neither."""
    return "".join(_outside("<![CDATA[", "]]>", "".join(_outside("<!--", "-->", text)), keeps_inside=True))


def _outside(start: str, end: str, text: str, *, keeps_inside: bool = False) -> Iterator[str]:
    place = 0
    while (begun := text.find(start, place)) >= 0 and (ended := text.find(end, begun + len(start))) >= 0:
        yield text[place:begun]
        yield html.escape(text[begun + len(start) : ended]) if keeps_inside else ""
        place = ended + len(end)
    yield text[place:]


def _marks(text: str) -> list[re.Match[str]]:
    """Find all tags. A start tag counts when its element stands alone or is ended later on."""
    found = list(_MARK.finditer(text))
    last_end = {mark["name"].lower(): mark.start() for mark in found if mark["name"] and mark["end"]}
    first_start: dict[str, int] = {}
    for mark in found:
        if mark["name"] and not mark["end"]:
            first_start.setdefault(mark["name"].lower(), mark.start())
    return [mark for mark in found if _counts(mark, first_start, last_end)]


def _counts(mark: re.Match[str], first_start: dict[str, int], last_end: dict[str, int]) -> bool:
    if not mark["name"]:
        return True
    name = mark["name"].lower()
    if name in _STAND_ALONE:
        return True
    if mark["end"]:
        return first_start.get(name, mark.end()) < mark.start()
    has_value = "=" in mark["attributes"] and (name in _KNOWN or mark[0].endswith("/>"))
    return last_end.get(name, -1) > mark.start() or (has_value and name not in _DROPPED)


def _is_html(mark: re.Match[str]) -> bool:
    return not mark["name"] or mark["name"].lower() in _KNOWN


def _tokens(text: str) -> Iterator[str | _Tag]:
    """Return the text between tags, with its entities read, and the tags. What is dropped is left out."""
    text = _without_comments(text)
    place = 0
    for mark in _marks(text):
        if mark.start() < place:
            continue
        if place < mark.start():
            yield _plain(text[place : mark.start()])
        place = mark.end()
        name = (mark["name"] or "").lower()
        if name in _DROPPED:
            end = None if mark["end"] else _ENDS[name].search(text, place)
            place = end.end() if end else place
        elif name:
            yield _Tag(name, bool(mark["end"]), mark["attributes"])
    if place < len(text):
        yield _plain(text[place:])


@dataclass(slots=True)
class _Writer:
    """Writes well-formed HTML. A paragraph is written when it ends, and only when something is said in it."""

    lines_count: bool
    """Whether a new line is one for the reader, as in plain text with a few tags in it."""
    _written: list[str] = field(default_factory=list)
    _containers: list[str] = field(default_factory=list)
    _inlines: tuple[_Inline, ...] = ()
    _paragraph: list[tuple[str, tuple[_Inline, ...]]] = field(default_factory=list)
    """What was said since the last paragraph ended, with the inline elements around it. A new line is a `<br>`."""
    _block: str = ""
    """The block that began last; empty behind its end."""
    _pre: int = 0
    _is_behind_bare: bool = False
    """Whether the last thing written is text in an item of a list, which has no element of its own."""

    def say(self, text: str) -> None:
        """Write some text."""
        if self._pre:
            self._say(text)
        elif self._block or self._containers:
            self._say(_SPACES.sub(" ", text))
        else:
            for number, part in enumerate(_BLANK_LINES.split(text)):
                if number:
                    self._end_paragraph()
                self._say(part if self.lines_count else _SPACES.sub(" ", part))

    def begin(self, tag: _Tag) -> None:
        """Begin an element."""
        if tag.name in _INLINE:
            name = _INLINE[tag.name]
            if name == "a":  # no link stands inside of another one
                self._inlines = _without_last(self._inlines, name)
            address = _value(_HREF, tag) if name == "a" else None
            start = f"<{name}>" if address is None else f'<{name} href="{html.escape(address)}">'
            if len(self._inlines) < _DEEPEST:
                self._inlines = (*self._inlines, (name, start))
        elif tag.name in _CONTAINERS:
            self._begin_container(tag.name)
        elif tag.name in _BLOCKS:
            self._end_paragraph()
            self._block = tag.name
            self._pre += tag.name == "pre"
        elif tag.name in _CELLS:
            self._say(_BETWEEN_CELLS if self._paragraph else "")
        else:
            self._say({"br": "\n", "q": "«", "img": _value(_ALT, tag) or ""}.get(tag.name, ""))

    def end(self, name: str) -> None:
        """End an element."""
        if name in _INLINE:
            self._inlines = _without_last(self._inlines, _INLINE[name])
        elif name in _CONTAINERS:
            self._end_paragraph()
            if name in self._containers:
                self._end_containers(down_to=name)
        elif name in _BLOCKS:
            self._end_paragraph()
            self._block = ""
            self._pre = max(0, self._pre - (name == "pre"))
        elif name == "q":
            self._say("»")

    def finished(self) -> str:
        """End what is open. Return all that was written."""
        self._end_paragraph()
        self._end_containers(down_to="")
        return "".join(self._written)

    def _say(self, text: str) -> None:
        if self._paragraph and self._paragraph[-1][1] == self._inlines:
            text = self._paragraph.pop()[0] + text
        if text:
            self._paragraph.append((text, self._inlines))

    def _begin_container(self, name: str) -> None:
        self._end_paragraph()
        if len(self._containers) >= _DEEPEST:
            return
        if name == "li":
            if not _LISTS.intersection(self._containers):
                self._begin_container("ul")
            while self._containers[-1] not in _LISTS:
                self._end_containers(down_to=self._containers[-1])
        self._block = ""
        self._containers.append(name)
        self._write(f"<{name}>")

    def _end_containers(self, *, down_to: str) -> None:
        self._block = ""
        while self._containers:
            name = self._containers.pop()
            self._write(f"</{name}>")
            if name == down_to:
                return

    def _end_paragraph(self) -> None:
        """Write what was said as one paragraph, or as several where a blank line stands between them."""
        said = [(piece_for_keeping(text), inlines) for text, inlines in self._paragraph]
        self._paragraph = []
        for part in [said] if self._pre else _apart(said):
            self._write_paragraph(part)

    def _write_paragraph(self, said: "_Said") -> None:
        written = "".join(_with_inlines(_trimmed(said)))
        if not written:
            return
        if self._block not in _HEADINGS and self._containers[-1:] == ["li"]:
            self._write(f"<br>{written}" if self._is_behind_bare else written)
            self._is_behind_bare = True
        else:
            name = _HEADINGS.get(self._block, "p")
            self._write(f"<{name}>{written}</{name}>")

    def _write(self, markup: str) -> None:
        self._written.append(markup)
        self._is_behind_bare = False


_Said = list[tuple[str, tuple[_Inline, ...]]]


def _apart(said: _Said) -> list[_Said]:
    """The paragraphs that blank lines make of one: editors and messengers write two `<br>` between them."""
    parts: list[_Said] = [[]]
    for text, inlines in said:
        for number, part in enumerate(_BLANK_LINES.split(text)):
            if number:
                parts.append([])
            if part:
                parts[-1].append((part, inlines))
    return parts


def _trimmed(said: _Said) -> _Said:
    """Leave out the spaces and new lines at both ends of a paragraph."""
    while said and not said[0][0].strip(_EDGES):
        said = said[1:]
    while said and not said[-1][0].strip(_EDGES):
        said = said[:-1]
    if said:
        said[0] = (said[0][0].lstrip(_EDGES), said[0][1])
        said[-1] = (said[-1][0].rstrip(_EDGES), said[-1][1])
    return said


def _with_inlines(said: _Said) -> Iterator[str]:
    """Write the pieces of a paragraph; an inline element goes on from one to the next where it can."""
    opened: tuple[_Inline, ...] = ()
    for text, inlines in [*said, ("", ())]:
        same = next((at for at, pair in enumerate(zip(opened, inlines, strict=False)) if pair[0] != pair[1]), None)
        same = min(len(opened), len(inlines)) if same is None else same
        yield from (f"</{name}>" for name, _ in reversed(opened[same:]))
        yield from (start for _, start in inlines[same:])
        opened = inlines
        yield html.escape(text, quote=False).replace("\n", "<br>")


def _without_last(inlines: tuple[_Inline, ...], name: str) -> tuple[_Inline, ...]:
    for at in range(len(inlines) - 1, -1, -1):
        if inlines[at][0] == name:
            return inlines[:at] + inlines[at + 1 :]
    return inlines


def _value(attribute: re.Pattern[str], tag: _Tag) -> str | None:
    found = attribute.search(tag.attributes)
    return None if found is None else _plain(found[1] or found[2] or found[3] or "")


def _plain(text: str) -> str:
    """The text with its entities as the signs that they stand for."""
    return _ENTITY.sub(_unescaped, text)


def _unescaped(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+)(?:;|(?![;=\w]))")
"""As in the values of attributes, a name without its semicolon is none before «=» or a letter: «?a=1&section=2»."""
