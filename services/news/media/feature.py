"""The manifest of media."""

from pathlib import Path

from services.news.media import access, api, mongo, pages, serving_pages, uploads_api, uploads_mongo
from services.news.media.cleaner_outside import FileCleaner
from services.news.media.developing_jobs import MediaRunner
from services.news.media.domain import MediaInUse, MediaNotFound, MediaWithdrawn, NotDescribed
from services.news.media.kinds_domain import CleanerAway, FileNotTaken, FileTooLarge
from services.news.media.uploads_domain import UploadNotFound, WrongOffset
from shared.store import files
from shared.store.audit.notes import NOT_AUDITED
from shared.store.files import FileDamaged, NoRoom, NoSuchFile
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="media",
    routers=(api.router, uploads_api.router, serving_pages.router, pages.router),
    problems={
        MediaNotFound: Problem(404, "media-not-found", "این پرونده پیدا نشد."),
        MediaWithdrawn: Problem(410, "media-withdrawn", "این پرونده برداشته شده است."),
        MediaInUse: Problem(409, "media-in-use", "این پرونده در خبری آمده است."),
        NotDescribed: Problem(422, "media-not-described", "این تصویر توضیح ندارد."),
        FileNotTaken: Problem(415, "file-not-taken", "این نوع پرونده پذیرفته نمی‌شود."),
        FileTooLarge: Problem(413, "file-too-large", "این پرونده بیش از حد بزرگ است."),
        CleanerAway: Problem(503, "cleaner-away", "اکنون PDF پذیرفته نمی‌شود."),
        UploadNotFound: Problem(410, "upload-gone", "این بارگذاری پیدا نشد یا مهلت آن گذشته است."),
        WrongOffset: Problem(409, "wrong-offset", "این بخش ادامه بخش پیش نیست؛ جای درست را بپرسید و ادامه دهید."),
        NoSuchFile: Problem(404, "no-such-file", "این فایل پیدا نشد."),
        FileDamaged: Problem(500, "file-damaged", "این فایل آسیب دیده است."),
        NoRoom: Problem(507, "no-room", "برای این فایل جا نیست."),
    },
    indexes={**mongo.INDEXES, **uploads_mongo.INDEXES, **files.INDEXES},
    audited={**mongo.AUDITED, **uploads_mongo.AUDITED, **dict.fromkeys(files.INDEXES, NOT_AUDITED)},
    public=(mongo.MEDIA,),
    nothing_open="A picture waits for nobody; the articles that show it answer for themselves.",
    folder=Path(__file__).parent,
    menu=(Link(label="تصویرها", href="/n/media", icon="camera", order=21, action=access.SEE),),
    deeds={
        "POST /api/news/media": "بارگذاری پرونده",
        "POST /n/media": "بارگذاری پرونده",
        "POST /api/news/uploads": "بارگذاری پرونده",
        "PATCH /api/news/uploads/{upload_id}": "بارگذاری پرونده",
        "DELETE /api/news/uploads/{upload_id}": "انصراف از بارگذاری",
        "PUT /api/news/media/{media_id}": "توضیح تصویر",
        "POST /n/media/{media_id}": "توضیح تصویر",
        "POST /api/news/media/{media_id}/withdrawal": "برداشتن تصویر",
        "POST /n/media/{media_id}/withdrawal": "برداشتن تصویر",
        "DELETE /api/news/media/{media_id}": "حذف پرونده",
        "POST /n/media/{media_id}/removal": "حذف پرونده",
    },
    things={
        mongo.MEDIA: "تصویر یا پرونده",
        mongo.RUBBISH: "پرونده دورریختنی",
        uploads_mongo.UPLOADS: "بارگذاری",
        uploads_mongo.PIECES: "بخش بارگذاری",
        files.FILES: "فایل",
        files.CHUNKS: "فایل",
    },
    actions=access.ACTIONS,
    jobs=(job(MediaRunner, MediaRunner.run),),
    closing=(job(FileCleaner, FileCleaner.close),),
)
