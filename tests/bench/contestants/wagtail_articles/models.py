"""The page of an article."""

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page


class ArticlePage(Page):  # type: ignore[misc]  # Wagtail ships no types
    """As many fields as our article shows."""

    lead = models.TextField(blank=True)
    text = RichTextField()
    publisher = models.CharField(max_length=200)

    template = "article.html"
