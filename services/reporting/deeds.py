"""What is done in reporting, and to what, in the words of the audit trail's page."""

from shared.operations.trail import Words

WORDS = Words(
    deeds={
        "PUT /api/reporting/reports/{period}/{office_id}": "پر کردن گزارش",
        "POST /reporting/{period}/{office_id}": "پر کردن یا فرستادن گزارش",
        "POST /api/reporting/reports/{period}/{office_id}/submission": "فرستادن گزارش",
        "POST /api/reporting/calendar/closures": "اعلام تعطیلی",
        "POST /reporting/calendar/closures": "اعلام تعطیلی",
        "DELETE /api/reporting/calendar/closures/{day}": "برداشتن تعطیلی",
        "POST /reporting/calendar/closures/{day}/removal": "برداشتن تعطیلی",
    },
    things={
        "reports": "گزارش",
        "periods": "دوره",
        "calendar_years": "تقویم سال",
        "offices": "دستگاه",
        "deeds": "شمارش",
    },
)
