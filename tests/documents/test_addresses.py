"""Which addresses are public: by the registries, not by the running Python."""

from __future__ import annotations

import ipaddress

import pytest

from tersely.documents.addresses import SPECIAL_IPV4, is_public


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "192.0.1.1",  # beside 192.0.0.0/24
        "192.88.98.255",  # beside 192.88.99.0/24
        "2606:2800:220:1:248:1893:25c8:1946",
        "2002:5db8:d822::1",  # 6to4 of a public address
        "64:ff9b::5db8:d822",  # NAT64 of a public address
        "::ffff:93.184.216.34",
        "3ffe:ffff::1",  # below 3fff::/20
    ],
)
def test_public_addresses(address: str) -> None:
    """Unicast addresses of the internet, and IPv6 forms that stand for one."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3"),
        *("192.0.0.8", "192.0.0.9", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.31.196.1"),
        *("192.52.193.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1"),
        *("203.0.113.255", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "::127.0.0.1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00::1", "ff02::1"),
        *("100::1", "64:ff9b:1::1", "64:ff9b:1::808:808", "2001:db8::1", "3fff::1", "3fff:fff::1"),
        *("2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff::1", "2620:4f:8000::1", "5f00::1"),
        *("4000::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:192.0.0.8"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:c058:6301::1"),
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",  # Teredo of 10.0.0.1
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, documentation, benchmarking, multicast, unspecified,
    and IPv6 forms that stand for one of them.
    """
    assert not is_public(address)


@pytest.mark.parametrize("network", SPECIAL_IPV4, ids=str)
def test_each_special_network_is_refused_in_all_its_forms(
    network: ipaddress.IPv4Network,
) -> None:
    """First and last address, plain, mapped, as 6to4 and through NAT64."""
    for plain in (network[0], network[-1]):
        number = int(plain)
        mapped = ipaddress.IPv6Address(0xFFFF_0000_0000 | number)
        sixtofour = ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1)
        nat64 = ipaddress.IPv6Address((0x64FF9B << 96) | number)
        for address in (plain, mapped, sixtofour, nat64):
            assert not is_public(str(address)), address
