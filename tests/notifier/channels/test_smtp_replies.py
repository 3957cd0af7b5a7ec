"""What mail servers say when they refuse, and what it means for the letter and the address."""

import pytest

from services.notifier.channels.domain import Later, Rejected, Unknown
from services.notifier.channels.smtp_replies_domain import Reply, Stage, Trouble, meaning, trouble

DEAD, FULL, REFUSED, WAIT, ACCOUNT = (
    Trouble.DEAD,
    Trouble.FULL,
    Trouble.REFUSED,
    Trouble.WAIT,
    Trouble.ACCOUNT,
)


@pytest.mark.parametrize(
    ("code", "text", "about"),
    [
        (550, "", DEAD),
        (551, "User not local", DEAD),
        (553, "mailbox name not allowed", DEAD),
        (550, "5.1.1 <sara@example.org>: Recipient address rejected: User unknown", DEAD),
        (550, "5.1.1 <spam-block@policy.example>: no such user", DEAD),
        (550, "No such user: full@quota.example", DEAD),
        (550, "5.1.0 Address rejected", DEAD),
        (550, "5.1.2 no such domain", DEAD),
        (550, "5.1.3 bad address", DEAD),
        (556, "5.1.10 the domain takes no mail", DEAD),
        (550, "5.2.1 The email account that you tried to reach is inactive", DEAD),
        (550, "5.5.0 Requested action not taken: mailbox unavailable", DEAD),
        (550, "5.2.2 mailbox full", FULL),
        (552, "5.2.2 The email account is over quota", FULL),
        (552, "", FULL),
        (550, "Mailbox is full", FULL),
        (550, "5.1.1 user is over quota", FULL),
        (550, "user has exceeded storage", FULL),
        (550, "Message rejected as spam", REFUSED),
        (550, "5.1.1 our reputation list does not like you", REFUSED),
        (550, "5.7.1 we do not like you", REFUSED),
        (550, "5.7.26 Unauthenticated email is not accepted due to DMARC policy", REFUSED),
        (554, "5.7.1 Service unavailable; Client host [1.2.3.4] blocked using zen.spamhaus.org", REFUSED),
        (553, "SPF check failed", REFUSED),
        (550, "Too many messages from your address", REFUSED),
        (554, "", REFUSED),
        (550, "5.4.1 Recipient address rejected: Access denied", REFUSED),
        (550, "5.4.4 no route to host", REFUSED),
        (552, "5.3.4 message too big", REFUSED),
        (550, "5.2.3 message too big for this mailbox", REFUSED),
        (501, "5.5.4 syntax", REFUSED),
        (554, "5.7.1 <sara@example.org>: Relay access denied", ACCOUNT),
        (550, "5.7.54 Unable to relay", ACCOUNT),
        (530, "5.7.0 Must issue a STARTTLS command first", ACCOUNT),
        (535, "5.7.8 bad credentials", ACCOUNT),
        (503, "5.5.1 bad sequence of commands", ACCOUNT),
        (550, "5.1.8 Sender address rejected: domain not found", ACCOUNT),
        (450, "4.2.0 greylisted", WAIT),
        (450, "4.7.1 Greylisted, try again in 5 minutes", WAIT),
        (451, "", WAIT),
        (451, "4.3.0 temporary failure", WAIT),
        (451, "4.4.1 their server does not answer", WAIT),
        (452, "4.2.2 mailbox full", WAIT),
        (450, "4.2.1 The user is receiving mail at a rate that prevents additional messages", WAIT),
        (452, "4.5.3 no more", WAIT),
        (421, "", ACCOUNT),
        (421, "4.7.28 unusual rate of mail", ACCOUNT),
        (450, "4.7.1 Error: too many mails from you", ACCOUNT),
        (452, "4.3.1 insufficient system storage", ACCOUNT),
        (451, "4.3.2 the system accepts no mail", ACCOUNT),
        (454, "4.7.0 TLS not available", ACCOUNT),
        (252, "will try", ACCOUNT),
    ],
)
def test_a_refusal_of_the_recipient(code: int, text: str, about: Trouble) -> None:
    assert trouble(Stage.RECIPIENT, Reply(code, text)) is about


@pytest.mark.parametrize(
    ("code", "text", "about"),
    [
        (451, "", WAIT),
        (451, "4.7.1 Greylisted", WAIT),
        (452, "4.2.2 mailbox full", WAIT),
        (421, "", ACCOUNT),
        (452, "4.3.1 insufficient system storage", ACCOUNT),
        (550, "", REFUSED),
        (554, "5.7.1 spam", REFUSED),
        (550, "5.6.0 we do not like the content", REFUSED),
        (550, "5.2.2 mailbox full", FULL),
        (552, "", FULL),
        (552, "5.3.4 message too big", REFUSED),
        (550, "5.1.1 no such user", DEAD),
        (554, "5.2.1 mailbox closed", DEAD),
        (251, "", Trouble.UNCLEAR),
    ],
)
def test_a_refusal_of_the_letter(code: int, text: str, about: Trouble) -> None:
    """Without a code that names the address, it is about what stands in the letter."""
    assert trouble(Stage.LETTER, Reply(code, text)) is about


@pytest.mark.parametrize("stage", [Stage.GREETING, Stage.SENDER])
@pytest.mark.parametrize("code", [421, 450, 451, 454, 530, 535, 550, 554])
def test_a_refusal_of_us_makes_all_letters_wait(stage: Stage, code: int) -> None:
    assert trouble(stage, Reply(code, "5.7.1 no")) is ACCOUNT


def test_a_letter_that_is_too_big_holds_up_no_other() -> None:
    assert trouble(Stage.SENDER, Reply(552, "5.3.4 too big")) is REFUSED


def test_each_trouble_is_an_outcome_whose_reason_has_codes_only() -> None:
    recipient, letter = Stage.RECIPIENT, Stage.LETTER

    assert meaning(recipient, Reply(550, "5.1.1 <a@b.example>")) == Rejected(
        "recipient refused: 550 5.1.1", address_dead=True
    )
    assert meaning(recipient, Reply(550, "5.2.2 a@b.example full")) == Rejected(
        "recipient refused: 550 5.2.2", address_dead=False
    )
    assert meaning(letter, Reply(550, "spam from 5.1.1.1")) == Rejected("letter refused: 550", address_dead=False)
    assert meaning(letter, Reply(451)) == Later(None, "letter not now: 451", "recipient")
    assert meaning(letter, Reply(421)) == Later(None, "mail server is closing: 421", "account")
    assert meaning(recipient, Reply(554, "5.7.1 relay denied")) == Later(
        None, "mail server refuses us: 554 5.7.1", "account"
    )
    assert meaning(letter, Reply(251)) == Unknown("mail server answered out of turn: 251")
