"""The manifest of pictures."""

from pathlib import Path

from services.news.pictures.domain import PictureInPasses, PictureRefused, PictureTooHard, PictureTooLarge, StudioBroken
from services.news.pictures.studio_outside import Studio
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="pictures",
    problems={
        PictureRefused: Problem(422, "picture-unreadable", "این تصویر باز نمی‌شود."),
        PictureTooLarge: Problem(422, "picture-too-large", "این تصویر بیش از حد بزرگ است."),
        PictureInPasses: Problem(422, "picture-in-passes", "این JPEG تدریجی بیش از حد بزرگ است."),
        PictureTooHard: Problem(422, "picture-too-hard", "باز کردن این تصویر بیش از حد زمان یا حافظه خواست."),
        StudioBroken: Problem(503, "studio-broken", "اکنون تصویری ساخته نمی‌شود."),
    },
    folder=Path(__file__).parent,
    closing=(job(Studio, Studio.close),),
)
