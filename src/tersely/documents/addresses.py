"""Which IP addresses are on the public internet: a list of our own, pinned here.

The running Python's `ipaddress.is_global` knows the registries of the day it was released, so the
same command would be allowed on one machine and refused on another. Source: the IANA
special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates), as of November
2026. What is listed there is refused even where the registry calls it globally reachable (AS112,
AMT): no page to summarize lives at such an address.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

SPECIAL_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared address space (carrier-grade NAT)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link local, metadata services of clouds
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relay anycast, deprecated
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112, direct delegation
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, limited broadcast
    )
)
GLOBAL_UNICAST_IPV6 = IPv6Network("2000::/3")
"""All that is assigned for the internet. Outside it: loopback, unspecified, unique local, link
local, site local (fec0::/10), multicast, discard-only (100::/64), SRv6 SIDs (5f00::/16).
"""
SPECIAL_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarking, ORCHID, AMT, DETs
        "2001:db8::/32",  # documentation
        "2620:4f:8000::/48",  # AS112, direct delegation
        "3fff::/20",  # documentation
    )
)
NAT64 = IPv6Network("64:ff9b::/96")  # its local-use sibling 64:ff9b:1::/48 is never public
TEREDO = IPv6Network("2001::/32")


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged as that one.

    Raises:
        ValueError: `address` is not an IP address.

    >>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = _embedded_ipv4(ip)
        return _is_public_ipv6(ip) if inner is None else _is_public_ipv4(inner)
    return _is_public_ipv4(ip)


def _embedded_ipv4(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to `ip` end at, if its form says so."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    if ip in TEREDO and ip.teredo:
        return ip.teredo[1]
    return ip.ipv4_mapped or ip.sixtofour


def _is_public_ipv4(ip: IPv4Address) -> bool:
    return not any(ip in network for network in SPECIAL_IPV4)


def _is_public_ipv6(ip: IPv6Address) -> bool:
    return ip in GLOBAL_UNICAST_IPV6 and not any(ip in network for network in SPECIAL_IPV6)
