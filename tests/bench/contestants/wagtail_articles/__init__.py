"""An application for Wagtail with one kind of page, as its tutorial makes one: an article."""
