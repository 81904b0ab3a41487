# teredo_format.py - bytes of Teredo payloads, for windows-client (RFC 4380 4 and 5.1, RFC 6081 4)
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Shares nothing with libteredo, so that an error in one shows in the other. An endpoint is
# a pair of IPv4Address and port.

import struct
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

PORT = 3544
PREFIX = IPv6Network("2001::/32")
ALL_ROUTERS = IPv6Address("ff02::2")
CONE = 0x8000
RANDOM_FLAGS = 0x3CFF  # RFC 5991 3.1
NO_NEXT_HEADER, ICMP6 = 59, 58
ECHO_REQUEST, ECHO_REPLY, SOLICITATION, ADVERTISEMENT = 128, 129, 133, 134
NONCE_TRAILER = 1

# RFC 4380 5.2.4; the directed broadcast addresses are left out.
NOT_GLOBAL = [IPv4Network(net) for net in (
    "0.0.0.0/8", "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
    "169.254.0.0/16", "192.88.99.0/24", "224.0.0.0/4", "255.255.255.255/32")]


def is_global(endpoint):
    return not any(endpoint[0] in net for net in NOT_GLOBAL)


# --- addresses ---

def teredo_address(server, flags, mapped):
    return IPv6Address(PREFIX.network_address.packed[:4] + server.packed
                       + struct.pack("!H", flags) + obfuscate(mapped))


def obfuscate(endpoint):
    return struct.pack("!HI", endpoint[1] ^ 0xFFFF, int(endpoint[0]) ^ 0xFFFFFFFF)


def reveal(six_bytes):
    port, ip = struct.unpack("!HI", six_bytes)
    return IPv4Address(ip ^ 0xFFFFFFFF), port ^ 0xFFFF


def mapped_of(address):
    return reveal(address.packed[10:])


def server_of(address):
    return IPv4Address(address.packed[4:8])


def has_cone_bit(address):
    return address.packed[8] & 0x80 != 0


# --- packets to send ---

def packet(src, dst, protocol, payload=b"", hops=64):
    return (struct.pack("!IHBB", 6 << 28, len(payload), protocol, hops)
            + src.packed + dst.packed + payload)


def icmp6(src, dst, kind, body, hops=64):
    pseudo = src.packed + dst.packed + struct.pack("!II", 4 + len(body), ICMP6)
    check = checksum(pseudo + struct.pack("!BBH", kind, 0, 0) + body)
    return packet(src, dst, ICMP6, struct.pack("!BBH", kind, 0, check) + body, hops)


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def solicitation(src, nonce):
    """With an authentication header: no identifier, no value, confirmation 0."""
    return (b"\0\1\0\0" + nonce + b"\0"
            + icmp6(src, ALL_ROUTERS, SOLICITATION, bytes(4), hops=255))


def bubble(src, dst, nonce=None):
    trailer = b"" if nonce is None else struct.pack("!BB", NONCE_TRAILER, 4) + nonce
    return packet(src, dst, NO_NEXT_HEADER) + trailer


# --- received payloads ---

class Malformed(ValueError):
    pass


class Payload:
    """A received payload: nonce and origin (or None), packet with its fields, trailers."""

    def __init__(self, data):
        self.nonce = self.origin = None
        if data[:2] == b"\0\1":
            end = 13 + data[2] + data[3] if len(data) >= 4 else len(data) + 1
            if len(data) < end:
                raise Malformed("authentication")
            self.nonce, data = data[end - 9:end - 1], data[end:]
        if data[:2] == b"\0\0":
            if len(data) < 8:
                raise Malformed("origin")
            self.origin, data = reveal(data[2:8]), data[8:]
        if len(data) < 40 or data[0] >> 4 != 6:
            raise Malformed("IPv6 header")
        length, self.protocol = struct.unpack("!HB", data[4:7])
        if len(data) < 40 + length:
            raise Malformed("IPv6 length")
        self.packet, self.body = data[:40 + length], data[40:40 + length]
        self.src, self.dst = IPv6Address(data[8:24]), IPv6Address(data[24:40])
        self.trailers = trailers(data[40 + length:])

    def is_bubble(self):
        return self.protocol == NO_NEXT_HEADER and not self.body

    def icmp6_type(self):
        """None unless it is ICMPv6 with the right checksum."""
        if self.protocol != ICMP6 or len(self.body) < 4:
            return None
        pseudo = self.packet[8:40] + struct.pack("!II", len(self.body), ICMP6)
        return self.body[0] if checksum(pseudo + self.body) == 0 else None


def trailers(data):
    found = {}
    while data:
        if len(data) < 2 or len(data) < 2 + data[1]:
            raise Malformed("trailer")
        if data[0] & 0xC0 == 0x40:
            raise Malformed("unknown trailer")
        found[data[0]], data = data[2:2 + data[1]], data[2 + data[1]:]
    return found


def advertised_prefixes(body):
    """The prefixes in the body of a router advertisement."""
    prefixes, options = [], body[16:]
    while options:
        length = options[1] * 8 if len(options) >= 2 else 0
        if length == 0 or len(options) < length:
            raise Malformed("option")
        if options[0] == 3 and length == 32:
            prefixes.append(IPv6Network((options[16:32], options[2]), strict=False))
        options = options[length:]
    return prefixes
