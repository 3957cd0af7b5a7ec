"""Whether the ways out of the county are open: the mail server and Bale. Nothing is sent."""

from collections.abc import Sequence

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, not_looked_at, wrong
from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.smtp_outside import SmtpChannel

_PATIENCE_SECONDS = 4.0


async def check_mail(county: County) -> Sequence[Finding]:
    """Connect to the mail server and sign in."""
    if not (county.smtp_url and county.mail_from):
        return [not_looked_at("The mail server was not tried.", "Set NOTIFIER_SMTP_URL and NOTIFIER_MAIL_FROM.")]
    remedy = "See whether the server is up; else correct [mail] and run: deploy/ravabet setup --from county.toml"
    try:
        mail = SmtpChannel(county.smtp_url, sender=county.mail_from, now=county.now, patience=_PATIENCE_SECONDS)
    except ValueError as error:
        return [wrong(f"E-mail cannot be sent: {error}.", remedy)]
    try:
        trouble = await mail.greet()
    finally:
        await mail.close()
    return [wrong(f"E-mail cannot be sent: {trouble}.", remedy)] if trouble else []


async def check_bale(county: County) -> Sequence[Finding]:
    """Ask Bale whether it knows the bot."""
    if not county.bale_token:
        return [not_looked_at("Bale was not tried: the county has no bot.", "Set NOTIFIER_BALE_TOKEN if it has one.")]
    remedy = (
        "Correct the token in county.toml, or wait until Bale is back; then: deploy/ravabet setup --from county.toml"
    )
    try:
        bale = BaleChannel(county.bale_url, token=county.bale_token, patience=_PATIENCE_SECONDS)
    except ValueError as error:
        return [wrong(f"Bale cannot be used: {error}.", remedy)]
    try:
        trouble = await bale.greet()
    finally:
        await bale.close()
    return [wrong(f"Bale cannot be used: {trouble}.", remedy)] if trouble else []
