"""News's settings, read once from the environment under NEWS_."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings
from shared.store.bucket import Bucket


class Settings(ServiceSettings):
    """What news needs beside what all services need."""

    model_config = SettingsConfigDict(env_prefix="NEWS_", frozen=True, extra="ignore")

    guests_url: str = Field(
        default="",
        validation_alias="RAVABET_GUESTS_URL",
        description="where guests reach the broker, such as amqps://bus.example:5671; empty when they do not (ADR 37)",
    )
    media_picture_mb: int = Field(default=64, ge=1, le=512, description="how large a picture may be, in megabytes")
    media_document_mb: int = Field(default=50, ge=1, le=512, description="how large a PDF may be, in megabytes")
    media_recording_mb: int = Field(
        default=200, ge=1, le=2048, description="how large a sound or a video may be, in megabytes"
    )
    s3_endpoint: str = Field(
        default="",
        description="where files are kept, such as https://s3.inner.example; empty: in the database (ADR 50)",
    )
    s3_bucket: str = "ravabet"
    s3_region: str = "us-east-1"
    s3_key_id: str = ""
    s3_secret: str = Field(default="", repr=False, description="the secret of that key; a file is safer")

    @property
    def media_mb(self) -> tuple[int, int, int]:
        """How large a picture, a document and a recording may be, in megabytes."""
        return self.media_picture_mb, self.media_document_mb, self.media_recording_mb

    @property
    def bucket(self) -> Bucket | None:
        """The S3 in which files are kept; None when they are in the database."""
        if not self.s3_endpoint:
            return None
        return Bucket(
            endpoint=self.s3_endpoint,
            name=self.s3_bucket,
            key_id=self.s3_key_id,
            secret=self.s3_secret,
            region=self.s3_region,
        )
