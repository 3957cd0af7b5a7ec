"""The demo county is what the story tells, on whatever day it is loaded."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from deploy.local.county.data import County, load
from deploy.local.county.facts import Article
from deploy.local.county.membership import first_of_next_month
from deploy.local.county.scenery.painter import Painter, drawn, printed
from deploy.local.county.scenery.things import THINGS
from services.news.articles.states_domain import Kind
from services.news.media.kinds_domain import type_of
from shared.events.neighbours import OutageAnnounced, OutageEnded
from shared.persian.jalali import JalaliDate, day_of, jalali_of
from shared.persian.text import tokens_for_finding, tokens_for_index

TODAYS = [
    date(2026, 11, 23),  # 2 Azar
    date(2026, 3, 21),  # the first day of a Jalali year
    date(2026, 4, 5),  # its sixteenth day, after Nowruz
    date(2027, 3, 20),  # the last day of a Jalali year
    date(2028, 9, 1),
]


@pytest.fixture(scope="module")
def county() -> County:
    return load()


def test_the_county_has_the_offices_of_the_story(county: County) -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)

    assert len(county.offices) == 25
    working = county.working_offices(now)
    assert len(working) == 24
    (closed,) = set(county.offices) - set(working)
    assert closed.successor_id in {office.id for office in working}
    assert {"فرمانداری", "دانشگاه", "بانک", "بنیاد", "شهرداری", "بخشداری", "انتظامی"} <= {
        kind.singular for kind in county.kinds
    }
    assert {office.kind for office in county.offices} == {kind.id for kind in county.kinds}
    assert 0 < sum(office.publishes_directly for office in working) < 24


def test_one_vacancy_one_manager_of_two_offices_one_acting(county: County) -> None:
    working = [office.id for office in county.offices if office.active_to_days_ago is None]
    managers = {office_id: county.pr_manager_of(office_id) for office_id in working}

    assert [office_id for office_id, manager in managers.items() if manager is None] == ["labour"]
    of_offices = Counter(manager.id for manager in managers.values() if manager)
    assert sorted(of_offices.values()) == [1] * 21 + [2]
    acting = [person.id for person in county.people for post in person.posts if post.acting]
    assert len(acting) == 1


def test_every_role_of_the_story_has_its_people(county: County) -> None:
    roles = Counter(post.role for person in county.people for post in person.posts)

    assert (roles["governor"], roles["secretariat"], roles["operator"]) == (1, 2, 2)
    assert roles["pr_manager"] == 23
    assert roles["head_of_office"] >= 1
    assert {"deputy", "liaison", "jury", "auditor"} <= roles.keys()
    assert {person.bale_chat_id is None for person in county.people} == {True, False}


def test_pronouns_fit_honorifics(county: County) -> None:
    for person in county.people:
        assert person.pronoun == ("سرکار عالی" if person.honorific.startswith("سرکار خانم") else "جنابعالی")


def test_people_and_followers_live_at_invented_addresses(county: County) -> None:
    assert all(person.email.endswith("@bahardasht.example") for person in county.people)
    mails = [follower.address for follower in county.followers if follower.channel == "email"]
    chats = [follower.address for follower in county.followers if follower.channel == "bale"]
    assert all(re.fullmatch(r"[a-z.]+@[a-z.]+\.example", mail) for mail in mails)
    assert all(chat.isdecimal() for chat in chats)
    assert mails
    assert chats


def test_bodies_and_their_roles(county: County) -> None:
    bodies = {body.id: body for body in county.bodies.bodies}

    assert bodies["media_hq"].name == "قرارگاه رسانه‌ای شهرستان"
    assert bodies["media_hq"].roster_public is False
    assert bodies["council"].name == "شورای هماهنگی روابط عمومی‌ها"
    assert [role.name for role in county.bodies.roles] == ["رئیس", "دبیر", "عضو", "علی‌البدل", "بازرس", "ناظر"]


def test_seventy_items_with_corrections_and_withdrawals(county: County) -> None:
    articles = county.articles

    assert len(articles) == 70
    assert len({article.headline for article in articles}) == 70
    assert all(2 <= len(article.text) <= 5 for article in articles)
    assert all(article.lead and article.topics for article in articles)
    assert sum(article.withdrawal is not None for article in articles) == 2
    corrections = [article.correction for article in articles if article.correction]
    assert {correction.major for correction in corrections} == {True, False}
    assert any("آغاز خط ۱۲" in correction.note for correction in corrections)


def test_a_third_of_the_items_has_pictures_and_every_kind_of_the_desk_is_there(county: County) -> None:
    shown = Counter(picture.article for picture in county.pictures if not picture.withdrawn)

    assert len(shown) >= len(county.articles) // 3
    (report,) = [article for article in county.articles if article.kind is Kind.PICTURES]
    assert shown[report.id] >= 5
    kinds = Counter(article.kind for article in county.articles)
    assert min(kinds[each] for each in Kind if each is not Kind.VIDEO) >= 1
    assert all(article.answers for article in county.articles if article.kind is Kind.REPLY)
    assert sum(bool(picture.withdrawn) for picture in county.pictures) == 1
    assert sum(bool(article.together_with) for article in county.articles) == 1
    assert sorted(draft.outcome for draft in county.drafts) == ["embargoed", "returned", "scheduled"]
    assert all(bool(draft.note) == (draft.outcome == "returned") for draft in county.drafts)
    talks = [{said.side for said in draft.talk} for draft in county.drafts if draft.talk]
    assert talks == [{"writer", "desk"}] * 2, "author and desk talk about the returned draft and one more item"
    assert [draft.outcome for draft in county.drafts if draft.given] == ["returned"]
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert all(now < draft.planned_at(now) < now + timedelta(days=30) for draft in county.drafts)


def test_a_scene_is_the_same_at_every_painting_and_has_the_shape_of_a_photograph(county: County) -> None:
    first = county.pictures[0]

    def painted() -> bytes:
        return Painter().painted(first.sky, first.land, first.things, seed=first.id)

    content = painted()
    assert content == painted()
    with Image.open(BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1600, 1067))
    assert len(content) < 400_000


def test_every_picture_says_what_it_shows_in_its_own_words(county: County) -> None:
    assert len({picture.alt for picture in county.pictures}) == len(county.pictures)
    scenes = {drawn(each.sky, each.land, each.things, seed=each.id) for each in county.pictures}
    assert len(scenes) == len(county.pictures)
    assert {thing for each in county.pictures for thing in each.things} == THINGS.keys()


def test_the_guide_is_one_page_of_persian(county: County) -> None:
    assert type_of(content := printed(county.guide.model_dump_json()), content) == "application/pdf"


def test_nearly_every_office_has_published(county: County) -> None:
    publishers = {article.publisher.id for article in county.articles}

    assert {office.id for office in county.offices} - publishers == {"labour"}, "only the vacant one is silent"
    assert {"media_hq", "council"} <= publishers
    wide = {topic.id for topic in county.topics if topic.county_wide}
    assert any(wide & set(article.topics) for article in county.articles)
    assert {topic.id for topic in county.topics} == {topic for article in county.articles for topic in article.topics}


@pytest.mark.parametrize("typed", ["روابط‌عمومی", "روابط عمومی ها", "روابطعمومی"])
def test_public_relations_is_found_as_it_is_typed(county: County, typed: str) -> None:
    def found(article: Article) -> bool:
        whole = f"{article.headline}\n{article.lead}\n{article.whole_text}"
        return set(tokens_for_finding(typed)) <= set(tokens_for_index(whole))

    assert sum(map(found, county.articles)) >= 6
    for spelling in ("روابط‌عمومی", "روابط عمومی", "روابطعمومی"):
        assert any(spelling in article.whole_text for article in county.articles), spelling


@pytest.mark.parametrize("today", TODAYS)
def test_whatever_happened_happened_before_now(county: County, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 1, tzinfo=UTC)

    for article in county.articles:
        published_at = county.published_at(article, now)
        changed_at = county.changed_at(article, now)
        assert published_at < now
        assert changed_at is None or published_at < changed_at < now
        if article.publisher.kind == "office":
            office = next(office for office in county.offices if office.id == article.publisher.id)
            assert office.active_from(today) < day_of(published_at) <= (office.active_to(today) or today)


def test_forty_followers(county: County) -> None:
    assert len(county.followers) == 40
    topics = {topic for follower in county.followers for topic in follower.topics}
    assert "all" in topics
    assert "body/media_hq" in topics
    assert any(topic.startswith("office/") for topic in topics)
    assert all(follower.topics == ("all",) or "all" not in follower.topics for follower in county.followers)


def test_the_register(county: County) -> None:
    decrees = county.decrees.decrees

    assert county.decrees.series == "ق"
    assert [decree.number for decree in decrees] == list(range(1, 24))
    (amendment,) = [decree for decree in decrees if decree.kind == "amendment"]
    assert amendment.amends
    amended = decrees[amendment.amends - 1]
    assert amendment.amends < amendment.number
    assert amendment.person_id == amended.person_id
    (revoked,) = [decree for decree in decrees if decree.revoked]
    assert revoked.revoked
    assert revoked.revoked.reason
    standing = [decree.person_id for decree in decrees if decree.kind == "membership" and not decree.revoked]
    assert len(set(standing)) == len(standing) == 21


def test_decrees_name_the_offices_their_people_manage(county: County) -> None:
    for decree in county.decrees.decrees:
        if not decree.revoked:
            managers = {manager.id for office in decree.office_ids if (manager := county.pr_manager_of(office))}
            assert managers == {decree.person_id}


def test_somebody_waits_for_number_24(county: County) -> None:
    managers = {person.id for person in county.people for post in person.posts if post.role == "pr_manager"}

    assert managers - {decree.person_id for decree in county.decrees.decrees} == {"sabeti"}


@pytest.mark.parametrize("today", TODAYS)
def test_the_register_is_of_this_year_in_the_order_of_its_numbers(county: County, today: date) -> None:
    days = [county.issued_on(decree, today) for decree in county.decrees.decrees]

    assert days == sorted(days)
    assert {JalaliDate.of(day).year for day in days} == {JalaliDate.of(today).year}
    assert days[-1] <= today
    # What decree 14 corrects is the end of a term that began with decree 4.
    assert [county.valid_from(county.decrees.decrees[place], today) for place in (3, 13)] == [days[3], days[3]]
    for decree in county.decrees.decrees:
        revoked_on = county.revoked_on(decree, today)
        assert revoked_on is None or county.issued_on(decree, today) <= revoked_on <= today


@pytest.mark.parametrize("today", TODAYS)
def test_the_past_month_as_the_calendar_judges_it(county: County, today: date) -> None:
    due_at = county.calendar(today).due_at(county.past_period(today), county.past_rule())

    def judged(submitted_at: datetime | None, *, nil: bool) -> str:
        if submitted_at is None:
            return "missing"
        if submitted_at > due_at:
            return "late"
        return "nil" if nil else "on_time"

    reports = county.reports.past.reports
    outcomes = Counter(judged(report.submitted_at(due_at), nil=not report.values) for report in reports)

    assert outcomes == {"on_time": 17, "late": 3, "nil": 2, "missing": 2}
    assert [judged(report.submitted_at(due_at), nil=not report.values) for report in reports] == [
        report.outcome for report in reports
    ]
    now = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
    assert sorted(report.office_id for report in reports) == sorted(office.id for office in county.working_offices(now))
    assert all((report.submitted_at(due_at) or due_at) < now for report in reports)
    assert county.reports.nil_sentence == "فعالیتی برای گزارش نداشتیم"


def test_the_planned_succession_begins_with_the_next_month() -> None:
    assert first_of_next_month(date(2026, 11, 23)) == date(2026, 12, 22)
    assert first_of_next_month(date(2027, 3, 20)) == date(2027, 3, 21)


@pytest.mark.parametrize("today", [date(2026, 3, 21) + timedelta(days=9 * i) for i in range(82)])
def test_the_open_month_is_due_in_three_working_days(county: County, today: date) -> None:
    calendar, period = county.calendar(today), county.open_period(today)

    due_day = jalali_of(calendar.due_at(period, county.open_rule(today))).to_date()

    assert calendar.working_days_left(today, due_day) == 3
    assert period == county.past_period(today).next
    assert period.last_day < today


def test_on_the_second_of_azar_the_open_month_follows_the_ordinary_rule(county: County) -> None:
    assert county.open_rule(date(2026, 11, 23)) == county.past_rule()


def test_reports_fill_the_template(county: County) -> None:
    items = county.template.items
    reports = county.reports.past.reports
    filled = [report.values for report in reports if report.values]

    assert len(filled) == 20
    assert len({values["A1"] for values in filled}) == 20
    for values in filled:
        assert {code for code, item in items.items() if item.required} <= values.keys()
        assert "B1" not in values, "the platform counts the news itself"
    for values in (*filled, *(begun.values for begun in county.reports.open.begun)):
        for code, value in values.items():
            item = items[code]
            assert isinstance(value, str if item.type in {"text", "list"} else int)
            assert isinstance(value, str) or value <= (item.maximum or value)
            assert isinstance(value, int) or len(value) <= (item.max_length or len(value))
        assert int(values.get("C3B", 0)) + int(values.get("C3C", 0)) <= int(values.get("C3A", 0))


def test_some_have_begun_the_open_month(county: County) -> None:
    begun = [report.office_id for report in county.reports.open.begun]

    assert 5 <= len(set(begun)) == len(begun) < 24


def test_the_template_asks_for_the_office_first(county: County) -> None:
    sections = county.template.sections

    assert [section.id for section in sections] == list("ABCDEF")
    assert sections[0].title == "کارهای دستگاه"
    assert all(item.source == "declared" for item in sections[0].items)
    assert {item.source for item in county.template.items.values()} == {"auto", "declared", "carried_over"}
    assert not any(item.required for item in county.template.items.values() if item.source != "declared")


def test_solar_holidays_are_closed_every_year(county: County) -> None:
    calendar = county.calendar(date(2026, 11, 23))
    closed = {
        str(JalaliDate.of(closure.day)) for closure in calendar.closures if "1405" in str(JalaliDate.of(closure.day))
    }

    assert closed == {
        *(f"1405-01-{day:02}" for day in (1, 2, 3, 4, 12, 13)), "1405-03-14", "1405-03-15", "1405-11-22", "1405-12-29",
    }  # fmt: skip
    assert "قمری" in county.closures.note


def test_30_esfand_is_closed_where_there_is_one(county: County) -> None:
    leap_day = JalaliDate(1403, 12, 30).to_date()

    assert not county.calendar(leap_day).is_working_day(leap_day)


def test_bulletins_are_events_whenever_the_county_is_filled() -> None:
    """One outage now, one tomorrow, one that is over; an alert; two occasions."""
    for hour in (0, 9, 23):
        now = datetime(2026, 11, 29, hour, 30, tzinfo=UTC)
        events = [bulletin.event(now) for bulletin in load().bulletins]

        begun = [each.subject for each in events if isinstance(each, OutageAnnounced) and each.begins_at <= now]
        assert begun == ["outage/water:1405-118", "outage/gas:9"]
        assert "outage/gas:9" in [each.subject for each in events if isinstance(each, OutageEnded)]
        assert len({each.subject for each in events}) == 6
