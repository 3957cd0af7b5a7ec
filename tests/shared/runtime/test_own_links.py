"""Which links lead to a page of ours."""

import pytest

from shared.runtime.own_links import own_link

OURS = "https://ravabet.example"


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("https://ravabet.example/n/8k2f", "https://ravabet.example/n/8k2f"),
        ("https://ravabet.example/n/1?a=b#c", "https://ravabet.example/n/1?a=b#c"),
        ("https://ravabet.example", "https://ravabet.example"),
        ("https://ravabet.example:443/n/1", "https://ravabet.example/n/1"),
        ("HTTPS://Ravabet.Example/n/1", "https://ravabet.example/n/1"),
        ("http://ravabet.example/n/1", "https://ravabet.example/n/1"),
        ("", None),
        ("/n/1", "/n/1"),
        ("/\\evil.example", None),
        ("//ravabet.example/n/1", None),
        ("//evil.example/n/1", None),
        ("https://evil.example/n/1", None),
        ("https://ravabet.example.evil.example/n/1", None),
        ("https://xravabet.example/n/1", None),
        ("https://ravabet.example@evil.example/n/1", None),
        ("https://evil.example@ravabet.example/n/1", None),
        ("https://ravabet.example:8443/n/1", None),
        ("https://ravabet.example:80/n/1", None),
        ("https://ravabet.example:x/n/1", None),
        ("https://evil.example\\@ravabet.example/n/1", None),
        ("https:\\\\ravabet.example/n/1", None),
        ("https://ravabet.example\n.evil.example/", None),
        (" https://ravabet.example/n/1", None),
        ("https:///n/1", None),
        ("https:n/1", None),
        ("https://[::1/", None),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("javascript://ravabet.example/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("ftp://ravabet.example/n/1", None),
    ],
)
def test_a_link_is_ours_or_nobodys(link: str, own: str | None) -> None:
    assert own_link(link, OURS) == own


def test_a_port_of_our_own_is_kept() -> None:
    assert own_link("http://127.0.0.1:8000/n/1", "http://127.0.0.1:8000") == "http://127.0.0.1:8000/n/1"
    assert own_link("http://127.0.0.1/n/1", "http://127.0.0.1:8000") is None
