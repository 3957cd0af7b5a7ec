"""The manifest of webhooks."""

from pathlib import Path

from services.news.webhooks import mongo, pages
from services.news.webhooks.domain import WebhookNotFound, WebhookUnfit
from services.news.webhooks.posting_jobs import WebhookRunner
from shared.store.work import OUTBOX
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="webhooks",
    folder=Path(__file__).parent,
    routers=(pages.router,),
    problems={
        WebhookNotFound: Problem(404, "webhook-not-found", "این سامانه وب‌هوکی ندارد."),
        WebhookUnfit: Problem(422, "webhook-unfit", "این وب‌هوک پذیرفته نمی‌شود."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="What is posted waits for no holder of a post.",
    deeds={
        "POST /n/guests/{name}/webhook": "نشانی وب‌هوک",
        "POST /n/guests/{name}/webhook/replay": "ارسال دوباره رویدادها",
        "POST /n/guests/{name}/webhook/state": "آغاز یا توقف وب‌هوک",
        "POST /n/guests/{name}/webhook/removal": "پاک کردن وب‌هوک",
    },
    things={mongo.WEBHOOKS: "وب‌هوک", mongo.DELIVERIES: "ارسال به وب‌هوک", OUTBOX: "رویداد"},
    jobs=(job(WebhookRunner, WebhookRunner.run),),
    closing=(job(WebhookRunner, WebhookRunner.close),),
)
