"""Persian text: light clean-up for storing, and strong normalisation ("folding") for searching.

A reader who types «روابط‌عمومی‌ها», «روابط عمومی ها» or «روابطعمومیها», with Arabic or Persian letters, means the same.
`for_finding` gives all these one key: it removes half-spaces, joins plural and verb affixes to their word, and splits
known compounds. Compounds that are not in the table are found through the index: `tokens_for_index` of the stored text
also holds joined neighbours and the two pieces of long words, so that the filter
`{"tokens": {"$all": tokens_for_finding(query)}}` finds them in any spelling. Two searches fail: three words for a text
that is written as one, and a piece of two letters («آب» does not find «آبان»).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, pairwise

from shared.persian.letters import (
    COMPOUNDS,
    FLAG,
    JOINED_AFTER,
    JOINED_BEFORE,
    JOINER,
    LETTER_TO_COMPARE,
    LETTER_TO_FIND,
    NOT_SEEN,
    SPELLINGS,
    STOP_WORDS,
    TAGS,
    TAGS_AND_VARIATIONS,
    TO_KEEP,
)

_HALF_SPACE = "\u200c"
_JOINERS = re.compile(f"{JOINER}+")
_STRAY_JOINER = re.compile(f"(?<![{JOINED_BEFORE}]){JOINER}(?![{JOINED_AFTER}])")
_TAGS = re.compile(f"({FLAG})|[{TAGS}]+")
_CLEAN = re.compile(r"[0-9A-Za-z۰-۹آئا-غف-قل-وپچژکگی]+(?: [0-9A-Za-z۰-۹آئا-غف-قل-وپچژکگی]+)*")
"""Words of letters and digits that are kept as they are, one space apart: most names need no clean-up at all."""
_HALF_SPACES = re.compile("\u200c+")
_GAP = re.compile("\u200c?[^\\S\\n](?:\u200c|[^\\S\\n])*")
_LINE_END = re.compile("[ \u200c]?\\n[ \u200c]?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_SPACE_BEFORE_MARK = re.compile(r" (?=[،؛:!؟.](?:\W|$))")
_ADDRESS = re.compile(r"((?:https?://|(?<![\w.])www\.)[^\s<>«»\"]+)", re.IGNORECASE)
_FINAL_ALEF_MAQSURA = re.compile(r"ى(?!\w)")

# Searching for the few letters that change is four times as fast as translating the whole text.
_OTHER_LETTER = re.compile(f"[{''.join(map(re.escape, LETTER_TO_FIND))}]")
# In the set of letters these would slow down every search: only sets of the first 65,536 characters are tables.
_SELDOM = re.compile(f"[{TAGS_AND_VARIATIONS}]+")
_WORD = re.compile(r"[^\W_]+")
_JOINS_THE_WORD_BEFORE = frozenset(
    ["ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان", "تر", "ترین", "ای"]
)
_JOINS_THE_WORD_AFTER = frozenset(["می", "نمی"])
_AFFIXES = _JOINS_THE_WORD_BEFORE | _JOINS_THE_WORD_AFTER
_PLURAL = re.compile(r"(?<=\w{3})ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان)?$")

_INVISIBLE_CATEGORIES = frozenset(["Cf", "Cc"])
_SELECTORS = frozenset(map(chr, (0x034F, 0x115F, 0x1160, *range(0xFE00, 0xFE10))))
"""Fillers, and selectors by which one keyboard asks for a coloured picture and another does not."""

_SHORTEST_PIECE = 3
_SHORTEST_REST = 3
_LONGEST_IN_PIECES = 40
"""No Persian word is longer, written together or not; all pieces of one word grow with the square of its length."""
_LONGEST_PAIR = 20
_LONGEST_TRIPLE = 12


def patterns_for_finding(words: str) -> list[str]:
    """A regular expression for each typed word, which finds it in a stored text wherever half-spaces stand in it.

    It finds parts of words as well, which no index of words does, and reads every text for that: for short lists.
    """
    pieces = re.split("[\\s\u200c]+", for_keeping(words))
    return ["[\u200c\u200d]*".join(map(re.escape, piece)) for piece in pieces if piece]


def for_keeping(text: str) -> str:
    """Clean up a typed text; a reader sees no difference except corrected letters and spaces.

    Arabic yeh and kaf become Persian letters. Direction marks and other invisible characters are removed; half-spaces
    stay, and so do joiners beside what they join. Addresses keep their letters. Lines and paragraphs stay, but several
    empty lines become one. A second call changes nothing.
    """
    if _CLEAN.fullmatch(text):
        return text
    return piece_for_keeping(text).strip(" \n\u200c")


def piece_for_keeping(text: str) -> str:
    """Clean up a piece of a text in the same way; a space at its end stays, since the next piece may be a word."""
    pieces = _ADDRESS.split(text)
    # With other letters an address would lead elsewhere.
    return "".join(
        piece.translate(NOT_SEEN) if place % 2 else _words_for_keeping(piece) for place, piece in enumerate(pieces)
    )


def _words_for_keeping(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", _without_strays(text.translate(TO_KEEP)))
    text = _GAP.sub(" ", _HALF_SPACES.sub(_HALF_SPACE, text))
    text = _SPACE_BEFORE_MARK.sub("", _FINAL_ALEF_MAQSURA.sub("ی", text))
    return _EMPTY_LINES.sub("\n\n", _LINE_END.sub("\n", text))


def _without_strays(text: str) -> str:
    """Leave out joiners that join nothing, and tags that belong to no flag."""
    if _SELDOM.search(text):
        text = _TAGS.sub(r"\1", text)
    return _STRAY_JOINER.sub("", _JOINERS.sub(JOINER, text)) if JOINER in text else text


def for_comparing(text: str) -> str:
    """Return the one spelling of a name or a secret, which people type on different keyboards.

    Digits of every script become 0–9, Arabic yeh and kaf Persian letters, presentation forms and letters that are
    composed otherwise their usual form, every blank a space. Half-spaces, direction marks and all else that nobody sees
    are removed. Other letters stay different; capitals stay capitals. A second call changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    visible = "".join(map(_visible, unicodedata.normalize("NFKD", text)))
    # Unicode composes the hamza on Arabic yeh, but not the same one on Persian yeh.
    return unicodedata.normalize("NFC", visible.translate(LETTER_TO_COMPARE)).replace("ی\u0654", "ئ")


def for_finding(text: str) -> str:
    """Return the search key of a text: its folded words, separated by one space, the same for every spelling."""
    return " ".join(_folded_words(text))


def joined_for_finding(text: str) -> str:
    """Return the letters and digits of a text in one spelling of each, written together.

    Whoever knows a part of a name looks for it in this, wherever the name has blanks, half-spaces or marks.
    """
    return "".join(parts_for_finding(text))


def parts_for_finding(text: str) -> list[str]:
    """Return the typed parts of names and numbers, each of which is then looked for in `joined_for_finding`.

    Words are not replaced by other spellings here: a part of a word is no word.
    """
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return _WORD.findall(_OTHER_LETTER.sub(_folded_letter, _SELDOM.sub("", text)).lower())


def tokens_for_finding(text: str) -> list[str]:
    """Return the words that a text must hold to be found by this query, each once, in order, without stop words."""
    words = dict.fromkeys(_folded_words(text))
    return [word for word in words if word not in STOP_WORDS] or list(words)


def tokens_for_index(text: str) -> list[str]:
    """Return all tokens by which a stored text can be found, those of `tokens_for_finding(text)` among them."""
    words = _folded_words(text)
    pairs = ("".join(pair) for pair in pairwise(words))
    triples = ("".join(triple) for triple in zip(words, words[1:], words[2:], strict=False))
    tokens = dict.fromkeys(tokens_for_finding(text))
    if _HALF_SPACE in text:
        tokens |= dict.fromkeys(tokens_for_finding(text.replace(_HALF_SPACE, " ")))
    tokens |= dict.fromkeys(chain.from_iterable(map(_pieces, tokens)))
    tokens |= dict.fromkeys(pair for pair in pairs if len(pair) <= _LONGEST_PAIR)
    tokens |= dict.fromkeys(triple for triple in triples if len(triple) <= _LONGEST_TRIPLE)
    return list(tokens)


def _visible(sign: str) -> str:
    """The sign as it is compared; empty when nobody sees it."""
    if sign.isspace():
        return " "
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if unicodedata.category(sign) in _INVISIBLE_CATEGORIES or sign in _SELECTORS:
        return ""
    return sign


def _folded_words(text: str) -> list[str]:
    words = parts_for_finding(text)
    if not _AFFIXES.isdisjoint(words):
        words = _with_affixes_joined(words)
    return list(chain.from_iterable(map(_folded_word, words)))


def _folded_letter(found: re.Match[str]) -> str:
    return LETTER_TO_FIND[found[0]]


def _with_affixes_joined(words: list[str]) -> list[str]:
    joined: list[str] = []
    prefix = ""
    takes_suffix = False  # a word takes only one suffix: a text of many «ها» must not grow into one word
    for word in words:
        if word in _JOINS_THE_WORD_AFTER:
            joined += [prefix] if prefix else []
            prefix, takes_suffix = word, False
        elif takes_suffix and word in _JOINS_THE_WORD_BEFORE and (word != "ای" or joined[-1].endswith("ه")):
            joined[-1] += word
            takes_suffix = False
        else:
            joined.append(prefix + word)
            prefix, takes_suffix = "", True
    return [*joined, prefix] if prefix else joined


@lru_cache(maxsize=50_000)
def _folded_word(word: str) -> tuple[str, ...]:
    """Remove the plural ending of a word, choose one spelling, and split a known compound."""
    bare = _PLURAL.sub("", word) if "ها" in word else word
    bare = SPELLINGS.get(bare, bare)
    return COMPOUNDS.get(bare, (bare,))


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Return the beginnings and ends of a long word, so that «رتبه» and «بندی» find «رتبهبندی»."""
    if word.isascii() or len(word) > _LONGEST_IN_PIECES:
        return ()
    lengths = range(_SHORTEST_PIECE, len(word) - _SHORTEST_REST + 1)
    return tuple(chain.from_iterable((word[:length], word[-length:]) for length in lengths))
