"""E-mail addresses as people type and paste them."""

import pytest

from shared.web.addresses import email_address

ALI = "ali@example.ir"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ali@example.ir", ALI),
        ("  Ali@Example.IR\n", ALI),
        ("ali@مثال.ایران", "ali@xn--mgbh0fb.xn--mgba3a4f16a"),
        ("ali@xn--mgbh0fb.xn--mgba3a4f16a", "ali@xn--mgbh0fb.xn--mgba3a4f16a"),
        ("ali@münchen.example", "ali@xn--mnchen-3ya.example"),
        ("\u200fali@example.ir\u200f", ALI),
        ("\u200eali@example.ir\u200e", ALI),
        ("\u202aali@example.ir\u202c", ALI),
        ("\u202eali@example.ir\u202c", ALI),
        ("\u2066ali@example.ir\u2069", ALI),
        ("\ufeffali@example.ir", ALI),
        ("ali\u200b@exam\u00adple.ir", ALI),
        ("\u200cali@example.ir\u200c", ALI),
        ("\u00a0ali@example.ir\u3000", ALI),
        ("<ali@example.ir>", ALI),
        ("علی رضایی <ali@example.ir>", ALI),
        ('"Ali" <ali@example.ir>', ALI),
        ("\u200fعلی <ali@example.ir>\u200f.", ALI),
        ("mailto:ali@example.ir", ALI),
        ("MAILTO:ali@example.ir?subject=x", ALI),
        ("<mailto:ali@example.ir>", ALI),
        ("ali@example.ir.", ALI),
        ("ali@example.ir،", ALI),
        ("«ali@example.ir»", ALI),
        ("(ali@example.ir)", ALI),
        ("ali۱۲@example.ir", "ali12@example.ir"),
        ("ali١٢@example۳.ir", "ali12@example3.ir"),
        ("ali＠example.ir", ALI),
        ("ali@example。ir", ALI),
        ("ali+water@example.ir", "ali+water@example.ir"),
    ],
)
def test_an_address_is_found_in_what_is_pasted(typed: str, address: str) -> None:
    assert email_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ali",
        "ali@example",
        "@example.ir",
        "ali@@example.ir",
        "ali reza@example.ir",
        "علی@example.ir",
        "аli@example.ir",
        "ali@gm\u0430il.example",
        "ali@\u03b1pple.example",
        "ali@xn--gmil-63d.example",
        "ali@[127.0.0.1]",
        "ali@example..ir",
        "ali@exa_mple.ir",
        "ali@xn--a.ir",
        "ali@example.ir, reza@example.ir",
        "<ali@example.ir>, <reza@example.ir>",
        "a@b.example\r\nBcc: x@y.example",
        "ali@example.ir\r\nBcc: <x@y.example>",
        "ali@می\u200cخواهم.ایران",
        "a" * 65 + "@example.ir",
        "ali@" + "مثال." * 40 + "ایران",
    ],
)
def test_what_is_no_address_is_refused_at_once(typed: str) -> None:
    """Also a domain that only looks like another one, with letters of a second alphabet among its own."""
    with pytest.raises(ValueError, match="این نشانی ایمیل درست نیست"):
        email_address(typed)
