"""The manifest of announcing: the events of all sources."""

from pathlib import Path

from services.notifier.announcing.accounts_source import AccountSource
from services.notifier.announcing.addresses_source import AddressSource
from services.notifier.announcing.bulletins_source import BulletinSource
from services.notifier.announcing.certificates_source import CertificateSource
from services.notifier.announcing.decrees_source import DecreeSource
from services.notifier.announcing.invitations_source import InvitationSource
from services.notifier.announcing.letters_source import LetterSource
from services.notifier.announcing.news_source import NewsSource
from services.notifier.announcing.newsroom_source import NewsroomSource
from services.notifier.announcing.nominations_source import NominationSource
from services.notifier.announcing.reports_source import ReportSource
from shared.events.membership import (
    CertificateIssued,
    CertificateRevoked,
    DecreeAnnulled,
    DecreeExpiring,
    DecreeIssued,
    DecreeRevoked,
    EmailChangeAsked,
    InvitationIssued,
    InvitationRevoked,
    LetterLinkIssued,
    NominationReturned,
    PasswordLinkIssued,
)
from shared.events.neighbours import (
    AlertIssued,
    AlertLifted,
    OccasionAnnounced,
    OccasionCancelled,
    OutageAnnounced,
    OutageEnded,
)
from shared.events.news import (
    NewsApproved,
    NewsAssigned,
    NewsCommented,
    NewsCorrected,
    NewsFallingDue,
    NewsPublished,
    NewsReleased,
    NewsReturned,
    NewsWithdrawn,
)
from shared.events.reporting import ReportSubmitted, ReportSubmittedV2
from shared.web.feature import Feature
from shared.web.parts import on

FEATURE = Feature(
    name="announcing",
    folder=Path(__file__).parent,
    listens=(
        on(NewsPublished, NewsSource, NewsSource.published),
        on(NewsCorrected, NewsSource, NewsSource.corrected),
        on(NewsWithdrawn, NewsSource, NewsSource.withdrawn),
        on(NewsReturned, NewsroomSource, NewsroomSource.returned),
        on(NewsApproved, NewsroomSource, NewsroomSource.approved),
        on(NewsReleased, NewsroomSource, NewsroomSource.released),
        on(NewsFallingDue, NewsroomSource, NewsroomSource.falling_due),
        on(NewsCommented, NewsroomSource, NewsroomSource.commented),
        on(NewsAssigned, NewsroomSource, NewsroomSource.assigned),
        on(OutageAnnounced, BulletinSource, BulletinSource.outage),
        on(OutageEnded, BulletinSource, BulletinSource.outage_ended),
        on(AlertIssued, BulletinSource, BulletinSource.alert),
        on(AlertLifted, BulletinSource, BulletinSource.alert_lifted),
        on(OccasionAnnounced, BulletinSource, BulletinSource.occasion),
        on(OccasionCancelled, BulletinSource, BulletinSource.occasion_cancelled),
        on(DecreeIssued, DecreeSource, DecreeSource.issued),
        on(DecreeRevoked, DecreeSource, DecreeSource.revoked),
        on(LetterLinkIssued, LetterSource, LetterSource.link_issued),
        on(DecreeExpiring, LetterSource, LetterSource.expiring),
        on(DecreeAnnulled, DecreeSource, DecreeSource.annulled),
        on(CertificateIssued, CertificateSource, CertificateSource.issued),
        on(CertificateRevoked, CertificateSource, CertificateSource.revoked),
        on(InvitationIssued, InvitationSource, InvitationSource.issued),
        on(InvitationRevoked, InvitationSource, InvitationSource.revoked),
        on(NominationReturned, NominationSource, NominationSource.returned),
        on(ReportSubmitted, ReportSource, ReportSource.submitted_in_first_version),
        on(ReportSubmittedV2, ReportSource, ReportSource.submitted),
        on(EmailChangeAsked, AddressSource, AddressSource.change_asked),
        on(PasswordLinkIssued, AccountSource, AccountSource.password_link),
    ),
)
