"""A text that is being written, as blocks: its paragraphs, and what stands between them."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.news.articles.text_domain import TextFormat, format_of, kept, words

_BLOCK = re.compile(r"<(/?)(p|h2|h3|ul|ol|blockquote)>")
_PIECE = re.compile(r"<[^>]*>|&[#\w]+;|.", re.DOTALL)
_BREAK: Final = "<br>"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the text as it is kept, such as a paragraph or a whole list."""

    name: str
    """The name of its element: `p`, `h2`, `h3`, `ul`, `ol` or `blockquote`."""
    inner: str
    """The HTML inside of it."""

    @property
    def words(self) -> str:
        """What it says, without tags."""
        return " ".join(words(f"<p>{self.inner}</p>").split())

    @property
    def lines(self) -> list[str]:
        """The HTML of its lines; an empty one is a blank line."""
        return self.inner.split(_BREAK)

    @property
    def html(self) -> str:
        """The block with its element."""
        return f"<{self.name}>{self.inner}</{self.name}>"


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text, HTML or plain; the paragraphs of a plain text are apart by an empty line."""
    if format_of(text) is TextFormat.PLAIN:
        text = "".join(f"<p>{_lines(each)}</p>" for each in kept(text).split("\n\n") if each.strip())
    found: list[Block] = []
    depth = begun = 0
    for mark in _BLOCK.finditer(written := kept(text, TextFormat.HTML)):
        is_end, name = bool(mark[1]), mark[2]
        if not is_end:
            begun = mark.end() if depth == 0 else begun
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append(Block(name, written[begun : mark.start()]))
    return found


def written(blocks: Iterable[Block]) -> str:
    """The text of these blocks as it is kept."""
    return kept("".join(each.html for each in blocks), TextFormat.HTML)


def paragraph(lines: Sequence[str]) -> Block:
    """A paragraph of these lines of HTML, written one after the other."""
    return Block("p", " ".join(line.strip() for line in lines))


def without_beginning(block: Block, length: int) -> Block:
    """The block without so many signs of what it says; its tags stay."""
    left = []
    for piece in _PIECE.findall(block.inner):
        is_said = not piece.startswith("<") or piece == _BREAK
        if length > 0 and is_said:
            length -= 1
        else:
            left.append(piece)
    return Block(block.name, "".join(left))


def _lines(plain: str) -> str:
    return _BREAK.join(html.escape(line, quote=False) for line in plain.splitlines())
