"""The manifest of channels."""

from services.notifier.channels.usecases import Channels
from shared.web.feature import Feature
from shared.web.parts import job

FEATURE = Feature(name="channels", closing=(job(Channels, Channels.close),))
