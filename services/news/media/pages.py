"""The pages of the library."""

from shared.web.routing import page_router

router = page_router("/n/media")
