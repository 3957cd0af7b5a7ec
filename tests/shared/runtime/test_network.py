"""Addresses in one spelling, and the network that counts as one sender."""

import pytest

from shared.runtime.network import network_of, plain_address


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("fe80::7%eth0", "fe80::7"),
        ("testclient", ""),
        ("192.0.2.7 or so", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_spelling(text: str, plain: str) -> None:
    assert plain_address(text) == plain


def test_all_addresses_that_a_provider_gives_one_customer_count_as_one() -> None:
    assert network_of("2001:db8:1:2::7") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::7")
    assert network_of("::ffff:192.0.2.7") == network_of("192.0.2.7") != network_of("192.0.2.8")
    assert network_of("nobody") == ""
