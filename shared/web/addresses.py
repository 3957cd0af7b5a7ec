"""E-mail addresses that people type."""

from email_validator import EmailNotValidError, validate_email

from shared.persian.digits import latin_digits


def email_address(typed: str) -> str:
    """Return the address in its normal form, in lower case. Raises ValueError with a Persian sentence."""
    try:
        found = validate_email(
            latin_digits(typed).strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValueError("این نشانی ایمیل درست نیست؛ شکل آن name@example.ir است.") from error
    return found.normalized.lower()
