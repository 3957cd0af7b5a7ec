"""Events as the other services send them."""

from datetime import UTC, date, datetime

from shared.events.membership import DecreeIssued
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn, Publisher
from shared.events.reporting import ReportSubmitted, ReportSubmittedV2

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WATER = Publisher(kind="office", id="water")


def published(article: str) -> NewsPublished:
    return NewsPublished(
        article_id=article,
        publisher=WATER,
        headline=f"خبر {article}",
        lead="از امروز نوبت‌بندی نیست.",
        url=f"http://ravabet.test/n/{article}",
        published_at=NOON,
    )


def corrected(article: str, *, major: bool, revision: int = 1) -> NewsCorrected:
    return NewsCorrected(
        article_id=article,
        publisher=WATER,
        revision=revision,
        headline=f"خبر {article}",
        note="ساعت درست شد.",
        major=major,
        url=f"http://ravabet.test/n/{article}",
        corrected_at=NOON,
    )


def withdrawn(article: str) -> NewsWithdrawn:
    return NewsWithdrawn(
        article_id=article, publisher=WATER, headline=f"خبر {article}", explanation="نادرست بود.", withdrawn_at=NOON
    )


def decree_issued(person: str, decree: str = "d1") -> DecreeIssued:
    return DecreeIssued(
        decree_id=decree,
        register_no="1405/ق/024",
        jalali_date="1405-09-02",
        body_id="media_hq",
        body_name="قرارگاه رسانه‌ای",
        person_id=person,
        office_ids=["water"],
        role="member",
        role_name="عضو",
        valid_from=date(2026, 11, 23),
        verify_url="http://ravabet.test/v/83472210",
    )


HOST_OF_REPORTS = "http://ravabet.test"


def report_submitted() -> ReportSubmittedV2:
    return ReportSubmittedV2(
        report_id="1405-08:water",
        period="1405-08",
        office_id="water",
        office_name="اداره آب و فاضلاب",
        revision=1,
        on_time=True,
        submitted_at=NOON,
        due_at=NOON,
        url=f"{HOST_OF_REPORTS}/reporting/1405-08/water",
    )


def report_submitted_in_first_version(*, url: str | None = None) -> ReportSubmitted:
    """The same, as releases before told it; the earliest gave no address."""
    told = report_submitted().model_dump() | {"period_name": "آبان ۱۴۰۵", "url": url}
    return ReportSubmitted.model_validate(told)
