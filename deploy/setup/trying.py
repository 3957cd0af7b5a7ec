"""Tries the ways out of the county: a real e-mail through its mail server, and the token of its bot in Bale."""

from collections.abc import Awaitable

from deploy.setup.profile import Profile
from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.domain import Later, Message, Outcome, Rejected, Sent, Unknown
from services.notifier.channels.smtp_outside import SmtpChannel, letterhead_of
from shared.runtime.clock import utc_now
from shared.runtime.county import County
from shared.runtime.ids import new_id


async def try_mail(profile: Profile, to: str, *, county: County) -> str:
    """Send one e-mail to this address. Return what is wrong, or nothing when the mail server took it."""
    head = letterhead_of(county, profile.county.public_address)
    channel = SmtpChannel(profile.mail.server, sender=profile.mail.sender, now=utc_now, head=head)
    text = f"سامانه روابط عمومی شهرستان {profile.county.name} راه‌اندازی شد و رایانامه‌های آن به شما می‌رسد."
    message = Message("آزمایش رایانامه", text, link=profile.county.public_address)
    try:
        return await _trouble(channel.send(to, message, key=new_id()))
    finally:
        await channel.close()


async def try_bale(profile: Profile) -> str:
    """Ask Bale whether it knows the bot and, where a chat is named, write into it. Return what is wrong, or nothing."""
    try:
        channel = BaleChannel(profile.bale.server, token=profile.bale.token)
    except ValueError as error:
        return str(error)
    try:
        waiting = await channel.poll(0, wait=0)
        if isinstance(waiting, Later):
            return waiting.reason
        if not profile.bale.chat:
            return ""
        text = f"سامانه روابط عمومی شهرستان {profile.county.name} راه‌اندازی شد."
        return await _trouble(channel.post(profile.bale.chat, text))
    finally:
        await channel.close()


async def _trouble(sending: Awaitable[Outcome]) -> str:
    match await sending:
        case Sent():
            return ""
        case Later(reason=reason) | Rejected(reason=reason) | Unknown(reason=reason):
            return reason
