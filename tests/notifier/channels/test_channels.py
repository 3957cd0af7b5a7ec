"""What holds for every channel."""

from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.smtp_outside import SmtpChannel
from services.notifier.channels.usecases import Channel


def test_channels_say_what_they_are_called_and_can_do(mail: SmtpChannel, bale: BaleChannel) -> None:
    """The type checker holds both against the protocol here."""
    channels: list[Channel] = [mail, bale]

    assert [(channel.name, channel.caps.text_max) for channel in channels] == [("email", None), ("bale", 4096)]
    assert all(channel.caps.concurrent >= 4 for channel in channels)
