"""The words by which people are addressed. Each person chooses; nothing is ever guessed from a name."""

HONORIFICS = (
    "جناب آقای",
    "سرکار خانم",
    "جناب آقای دکتر",
    "سرکار خانم دکتر",
    "جناب آقای مهندس",
    "سرکار خانم مهندس",
    "حجت‌الاسلام",
    "جناب سرهنگ",
)
PRONOUNS = ("جنابعالی", "سرکار عالی")

OTHER = "other"
"""Chosen in a list of words whose last entry is for any other word."""


def chosen(word: str, other: str) -> str:
    """The word that was chosen in such a list, or the other one that was typed beside it."""
    return other if word == OTHER else word
