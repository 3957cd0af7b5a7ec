"""Every address is a page of Wagtail's."""

from django.urls import include, path

urlpatterns = [path("", include("wagtail.urls"))]
