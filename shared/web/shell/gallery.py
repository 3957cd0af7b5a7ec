"""The living page of components: every part of the shell in every state, for those who build pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.params import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.web.shell.shell import Shell, percent


def gallery(shell: Shell, *, guards: Sequence[Depends] = ()) -> APIRouter:
    """The page at `/shell`, to be mounted by any one service, without data of its own; `guards` say who may see it."""
    router = APIRouter(include_in_schema=False, dependencies=guards)

    @router.get("/shell")
    def components(request: Request) -> HTMLResponse:
        return shell.page(request, "shell/components.html", **_sample())

    return router


def _sample() -> dict[str, Any]:
    at = datetime.fromisoformat("2026-11-23T08:20+03:30")
    months = [{"name": name} for name in _MONTHS]
    states = (
        "on_time",
        "late",
        "missing",
        "nil",
        "none",
        "returned",
        "on_time",
        "on_time",
        "late",
        "on_time",
        "review",
    )
    rows = [
        {
            "name": office,
            "href": "/reporting",
            "share": percent(share),
            "cells": [{"state": state, "href": "/reporting"} for state in (*states[turn:], *states[:turn], "open")],
        }
        for turn, (office, share) in enumerate(_OFFICES)
    ]
    return {
        "at": at,
        "yesterday": at - timedelta(days=1),
        "months": months,
        "matrix_rows": rows,
        "counters": {"sent": 1284, "waiting": 12, "later": 3, "rejected": 1, "unknown": 0},
        "errors": {"headline": "عنوان خبر را بنویسید.", "valid_from": "این تاریخ در تقویم نیست."},
    }


_MONTHS = ("آذر", "دی", "بهمن", "اسفند", "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان")
_OFFICES = (("آب و فاضلاب", 91), ("آموزش و پرورش", 82), ("ثبت احوال", 18))
