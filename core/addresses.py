"""Which network addresses a URL from outside may lead to. Pure: names are resolved elsewhere."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_PROTOCOL_ASSIGNMENTS = IPv4Network("192.0.0.0/24")
_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = IPv6Network("::/96")
_SITE_LOCAL = IPv6Network("fec0::/10")


def refusal_of(address: str) -> str | None:
    """Why nothing outside may make us connect to `address` (an IP address in text), or None when it is public.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64) is judged by both. `is_private` alone is not
    enough: it is False for 100.64.0.1, and Python counts 64:ff9b::7f00:1 as global although it means 127.0.0.1, and
    192.0.0.8 before 3.12.4.
    Source: IANA special-purpose registries as Python's `is_global` knows them; RFC 3056, 6052, 8215, 3879, 4291.
    """
    try:
        parsed = ip_address(address.split("%", 1)[0])
    except ValueError:
        return f"{address!r} is not an IP address"
    if isinstance(parsed, IPv6Address):
        return _refusal_of_v6(parsed)
    return _refusal_of_any(parsed)


def _refusal_of_any(address: IPv4Address | IPv6Address) -> str | None:
    if address.is_multicast:
        return f"{address} is a multicast address"
    if not address.is_global or address in _PROTOCOL_ASSIGNMENTS:
        return f"{address} is not a public address"
    return None


def _refusal_of_v6(address: IPv6Address) -> str | None:
    carried = _carried_v4(address)
    if carried is not None:
        inner = _refusal_of_any(carried)
        return None if inner is None else f"{address} carries {carried}: {inner}"
    if address in _COMPATIBLE or address in _SITE_LOCAL or address in _NAT64_LOCAL:
        return f"{address} is not a public address"
    return _refusal_of_any(address)


def _carried_v4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that traffic to `address` ends at, when the IPv6 address only wraps one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
