"""The manifest of guests."""

from pathlib import Path

from services.news.guests import mongo
from services.news.guests.domain import GuestNotFound, GuestUnfit
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="guests",
    folder=Path(__file__).parent,
    problems={
        GuestNotFound: Problem(404, "guest-not-found", "این سامانه پیدا نشد."),
        GuestUnfit: Problem(422, "guest-unfit", "این سامانه به این صورت پذیرفته نمی‌شود."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Guests wait for no holder of a post.",
    things={mongo.GUESTS: "سامانه همسایه", mongo.CONTRACTS: "قرارداد رویداد"},
)
