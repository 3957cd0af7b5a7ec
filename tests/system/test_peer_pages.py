"""What the pages of the peers make of a text."""

import pytest

from deploy.local.peer.pages import linked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>", "&lt;b&gt;"),
        (
            "ببینید: https://x.ir/n/1.",
            'ببینید: <a href="https://x.ir/n/1" dir="ltr" rel="noreferrer">https://x.ir/n/1</a>.',
        ),
        (
            "\u2068https://x.ir/?b=1&c=2 \u2069",
            '\u2068<a href="https://x.ir/?b=1&amp;c=2" dir="ltr" rel="noreferrer">https://x.ir/?b=1&amp;c=2</a> \u2069',
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_addresses_in_a_text_can_be_followed(text: str, shown: str) -> None:
    assert linked(text) == shown
