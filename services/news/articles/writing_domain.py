"""How what was typed is cleaned before it becomes a part of an article."""

from collections.abc import Iterable
from dataclasses import replace

from services.news.articles.errors_domain import Unreadable
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import Kind
from services.news.articles.text_domain import TextFormat, as_html, kept
from shared.persian.text import for_keeping


def content(*, headline: str, lead: str, text: str, text_format: TextFormat | None = None) -> Content:
    """Clean what was typed: Persian letters, no invisible controls, one line for a headline. Raises Unreadable."""
    cleaned = as_kept(headline=headline, lead=lead, text=text, text_format=text_format)
    if not cleaned.headline:
        raise Unreadable("تیتر خبر نباید خالی باشد.", field="headline")
    if not cleaned.text:
        raise Unreadable("متن خبر نباید خالی باشد.", field="text")
    return cleaned


def as_kept(*, headline: str, lead: str, text: str, text_format: TextFormat | None = None) -> Content:
    """What was typed, as it would be kept; it may be empty."""
    return Content(
        headline=" ".join(for_keeping(headline).split()),
        lead=for_keeping(lead).strip(),
        text=kept(text, text_format),
    )


def as_it_stood(was: Content, now: Content) -> Content:
    """What is said now, with the text as it was written before where both read alike.

    An editor writes as HTML what was plain, so that somebody who changed nothing seems to have changed the text.
    """
    return replace(now, text=was.text) if as_html(now.text) == as_html(was.text) else now


def topics(names: Iterable[str]) -> tuple[str, ...]:
    """Topics, cleaned, each once, in the order given; empty ones are left out."""
    cleaned = (" ".join(for_keeping(name).split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def line(text: str, *, field: str) -> str:
    """A note for one of the desk, or an explanation for readers, cleaned. Raises Unreadable when nothing is left."""
    cleaned = short(text)
    if not cleaned:
        raise Unreadable("این یادداشت نباید خالی باشد.", field=field)
    return cleaned


def short(text: str) -> str:
    """A line, cleaned; it may be empty."""
    return " ".join(for_keeping(text).split())


def answered(kind: Kind, answers: str) -> str:
    """What an item of this kind answers, cleaned; empty unless it is a reply."""
    return short(answers) if kind is Kind.REPLY else ""
