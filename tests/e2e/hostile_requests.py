"""Requests that a proxy and a server could read in two ways, that ask for too much, or that are no
HTTP: what goes over the wire, and which answers are due before the server closes the line."""
from dataclasses import dataclass

PREFIX = "/api/v1/bulk-upload"
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
UPGRADE = (b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
           b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")


@dataclass
class Case:
    name: str
    sent: bytes
    due: list  # the statuses of all answers, in order; empty: a close without a word


def get(target="/healthz", *fields, host="a", version="HTTP/1.1"):
    lines = [f"GET {target} {version}".encode("latin-1"), *([f"Host: {host}".encode()] if host is not None else []),
             *(field if isinstance(field, bytes) else field.encode("latin-1") for field in fields)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def post(body, *fields, target="/healthz", version="HTTP/1.1"):
    return get(target, *fields, version=version).replace(b"GET", b"POST", 1) + body


def chunked(body, *fields, target="/healthz"):
    """A body that is read and dropped, so that what its chunks say decides."""
    return get(target, "Transfer-Encoding: chunked", *fields) + body


def counted(length, body=b"", *fields):
    return get("/healthz", f"Content-Length: {length}", *fields) + body


# Where a message ends must be beyond doubt: nothing behind the first answer may be answered.
SMUGGLING = [
    Case("a length and a coding", chunked(b"0\r\n\r\n" + SMUGGLED, "Content-Length: 5"), [400]),
    Case("a coding and a length", counted(35, b"0\r\n\r\n" + SMUGGLED, "Transfer-Encoding: chunked"), [400]),
    Case("the coding twice", chunked(b"0\r\n\r\n" + SMUGGLED, "Transfer-Encoding: chunked"), [400]),
    Case("chunked and identity", chunked(b"0\r\n\r\n" + SMUGGLED, "Transfer-Encoding: identity"), [400]),
    Case("a coding that is almost chunked", get("/healthz", "Transfer-Encoding: xchunked") + SMUGGLED, [400]),
    Case("a coding in quotes", get("/healthz", 'Transfer-Encoding: "chunked"') + SMUGGLED, [400]),
    Case("an empty coding", get("/healthz", "Transfer-Encoding:") + SMUGGLED, [400]),
    Case("a coding behind a comma", get("/healthz", "Transfer-Encoding: ,chunked") + b"0\r\n\r\n", [400]),
    Case("chunked that is not last", get("/healthz", "Transfer-Encoding: chunked, gzip") + b"0\r\n\r\n", [400]),
    Case("chunked with a parameter", get("/healthz", "Transfer-Encoding: chunked;q=1") + b"0\r\n\r\n", [400]),
    Case("a vertical tab before the coding", get("/healthz", b"Transfer-Encoding:\x0bchunked") + SMUGGLED, [400]),
    Case("a coding with a high byte", get("/healthz", b"Transfer-Encoding: \xa0chunked") + SMUGGLED, [400]),
    Case("a blank before the coding's colon", get("/healthz", "Transfer-Encoding : chunked") + SMUGGLED, [400]),
    Case("a tab before the length's colon", get("/healthz", "Content-Length\t: 36") + SMUGGLED, [400]),
    Case("a coding in HTTP/1.0", get("/healthz", "Transfer-Encoding: chunked", version="HTTP/1.0") + SMUGGLED, [400]),
    Case("equal lengths twice", counted(0, SMUGGLED, "Content-Length: 0"), [400]),
    Case("two lengths", counted(0, SMUGGLED, "Content-Length: 36"), [400]),
    Case("a list of lengths", counted("0, 0", SMUGGLED), [400]),
    Case("a length with a plus", counted("+0", SMUGGLED), [400]),
    Case("a length with a minus", counted("-1", SMUGGLED), [400]),
    Case("a length with a blank within", counted("1 0", SMUGGLED), [400]),
    Case("a hexadecimal length", counted("0x0", SMUGGLED), [400]),
    Case("a length with a fraction", counted("0.0", SMUGGLED), [400]),
    Case("a length of full-width digits", get("/healthz", "Content-Length: ０".encode()) + SMUGGLED, [400]),
    Case("an empty length", counted("", SMUGGLED), [400]),
    Case("a length past 64 bits", counted("18446744073709551616", SMUGGLED), [400]),
    Case("a length of half the bits", counted("9223372036854775808", SMUGGLED), [400]),
    Case("a length far past the limit", counted("999999999999999999"), [413]),
    Case("a folded length", get("/healthz", "Content-Length:", " 36") + SMUGGLED, [400]),
    Case("a request within a folded line", get("/healthz", "A: b", "\tTransfer-Encoding: chunked") + SMUGGLED, [400]),
    Case("a folded first line", b"GET /healthz HTTP/1.1\r\n Host: a\r\n\r\n", [400]),
]

CHUNKS = [
    Case("a chunk without a size", chunked(b"\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size with a sign", chunked(b"+3\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size with a prefix", chunked(b"0x3\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size with an underscore", chunked(b"1_0\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size behind a blank", chunked(b" 3\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size before a blank", chunked(b"3 \r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size that is no number", chunked(b"g\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size past 64 bits", chunked(b"10000000000000003\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk size with endless zeros", chunked(b"0" * 70_000 + b"3\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk longer than it says", chunked(b"3\r\nabcd\r\n0\r\n\r\n"), [400]),
    Case("a chunk shorter than it says", chunked(b"5\r\nabc\r\n0\r\n\r\n" + SMUGGLED), [400]),
    Case("a chunk without its line's end", chunked(b"3\r\nabc0\r\n\r\n"), [400]),
    Case("a chunk line ended by a line feed", chunked(b"3\nabc\r\n0\r\n\r\n"), [400]),
    Case("a chunk ended by a line feed", chunked(b"3\r\nabc\n0\r\n\r\n"), [400]),
    Case("a chunk line ended by a carriage return", chunked(b"3\rabc\r\n0\r\n\r\n"), [400]),
    Case("a line feed in an extension", chunked(b"3;a\nbcd\r\n0\r\n\r\n"), [400]),
    Case("a NUL in an extension", chunked(b"3;a\0\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("an endless extension", chunked(b"3;" + b"a" * 20_000 + b"\r\nabc\r\n0\r\n\r\n"), [400]),
    Case("extensions on many chunks", chunked(b"1;abcdefgh\r\na\r\n" * 2_000 + b"0\r\n\r\n"), [400]),
    Case("endless trailers", chunked(b"0\r\n" + b"A: b\r\n" * 5_000 + b"\r\n"), [400]),
    Case("a folded trailer", chunked(b"0\r\n A: b\r\n\r\n"), [400]),
    Case("a trailer without a name", chunked(b"0\r\n: b\r\n\r\n"), [400]),
    Case("a length in a trailer counts for nothing",
         chunked(b"0\r\nContent-Length: 36\r\n\r\n" + SMUGGLED), [200, 200]),
    Case("chunks past the limit", chunked(b"10000\r\n" + b"a" * 65_536 + b"\r\n1\r\na\r\n0\r\n\r\n"), [413]),
    Case("one chunk past the limit", chunked(b"fffffffffffffff\r\n" + b"a" * 100_000), [413]),
    Case("chunks without an end", chunked(b"3\r\nabc\r\n"), [400]),
]

HEADS = [
    Case("line feeds alone", b"GET /healthz HTTP/1.1\nHost: a\n\n", [400]),
    Case("one line feed alone", b"GET /healthz HTTP/1.1\r\nHost: a\nA: b\r\n\r\n", [400]),
    Case("a carriage return alone", get("/healthz", "A: b\rContent-Length: 36") + SMUGGLED, [400]),
    Case("carriage returns alone", b"GET /healthz HTTP/1.1\rHost: a\r\r\n\r\n", [400]),
    Case("two carriage returns", b"GET /healthz HTTP/1.1\r\r\nHost: a\r\n\r\n", [400]),
    Case("a NUL in a value", get("/healthz", "A: b\0c"), [400]),
    Case("a NUL in a name", get("/healthz", "A\0: b"), [400]),
    Case("an escape in a value", get("/healthz", "A: \x1b[2J"), [400]),
    Case("a header without a colon", get("/healthz", "nonsense"), [400]),
    Case("a header without a name", get("/healthz", ": b"), [400]),
    Case("a name with a blank", get("/healthz", "A b: c"), [400]),
    Case("a name with a bracket", get("/healthz", "A(b): c"), [400]),
    Case("a name with high bytes", get("/healthz", b"\xc3\xa4: c"), [400]),
    Case("too many headers", get("/healthz", *["A: b"] * 101), [431]),
    Case("a header too large", get("/healthz", "A: " + "a" * 40_000), [431]),
    Case("a header's name too large", get("/healthz", "a" * 40_000 + ": b"), [431]),
    Case("a head without an end", b"GET /healthz HTTP/1.1\r\n" + b"A: b\r\n" * 6_000, [431]),
    Case("a line without an end", b"a" * 100_000, [414]),
    Case("empty lines without an end", b"\r\n" * 50_000, [400]),
    Case("no host", get(host=None), [400]),
    Case("two hosts", get("/healthz", "Host: b"), [400]),
    Case("equal hosts twice", get("/healthz", "Host: a"), [400]),
    Case("a host with a path", get(host="a/b"), [400]),
    Case("a host with a user", get(host="me@a"), [400]),
    Case("a host with a blank", get(host="a b"), [400]),
    Case("a host with a backslash", get(host="a\\b"), [400]),
    Case("a second token", get(f"{PREFIX}/stats", "Authorization: Bearer a", "Authorization: Bearer b"), [400]),
    Case("an unknown expectation", counted(3, b"abc", "Expect: wonders"), [400]),
    Case("two expectations", counted(3, b"abc", "Expect: 100-continue", "Expect: 100-continue"), [400]),
    Case("an expectation of a body that nobody wants", counted(10**9, b"", "Expect: 100-continue"), [413]),
]

TARGETS = [
    Case("a full address", get("http://a/healthz"), [200]),
    Case("a full address of another scheme", get("ftp://a/healthz"), [400]),
    Case("a full address without a path", get("http://a"), [404]),
    Case("an authority alone", get("a:443"), [400]),
    Case("a path without its slash", get("healthz"), [400]),
    Case("two slashes in front", get("//evil.example.org/healthz"), [400]),
    Case("an asterisk", get("*"), [400]),
    Case("a backslash", get("/..\\..\\etc\\passwd"), [400]),
    Case("dots", get("/../../etc/passwd"), [404]),
    Case("dots in code", get("/%2e%2e/%2e%2e/etc/passwd"), [404]),
    Case("dots and a slash in code", get(f"{PREFIX}/status/..%2f..%2fhealthz"), [401]),
    Case("dots in code twice", get("/%252e%252e%252fetc/passwd"), [404]),
    Case("a NUL in code", get("/healthz%00.html"), [400]),
    Case("a line's end in code", get("/healthz%0d%0aSet-Cookie:a=b"), [400]),
    Case("half a code", get("/healthz%"), [400]),
    Case("a code of no digits", get("/%zz"), [400]),
    Case("a slash in an overlong form", get("/..%c0%afhealthz"), [400]),
    Case("half a surrogate", get("/%ed%a0%80"), [400]),
    Case("a fragment", get("/healthz#a"), [400]),
    Case("high bytes", get("/h\xe4lthz"), [400]),
    Case("a blank", get("/heal thz"), [400]),
    Case("a tab instead of a blank", b"GET\t/healthz\tHTTP/1.1\r\nHost: a\r\n\r\n", [400]),
    Case("two blanks", b"GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
    Case("a very long address", get("/" + "a" * 9_000), [414]),
    Case("an address without an end", b"GET /" + b"a" * 100_000, [414]),
    Case("a parameter twice", get("/healthz?a=1&a=2"), [400]),
]

METHODS_AND_VERSIONS = [
    Case("HTTP/0.9", b"GET /healthz\r\n\r\n", [400]),
    Case("HTTP/1.2", get(version="HTTP/1.2"), [400]),
    Case("HTTP/1.10", get(version="HTTP/1.10"), [400]),
    Case("HTTP/2.0", get(version="HTTP/2.0"), [400]),
    Case("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
    Case("HTTP/2 in clear is not taken up",
         get("/healthz", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAA"),
         [200]),
    Case("a version in small letters", get(version="http/1.1"), [400]),
    Case("no version", get(version=""), [400]),
    Case("CONNECT", b"CONNECT evil.example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
    Case("TRACE", b"TRACE /healthz HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n", [405]),
    Case("DELETE", b"DELETE /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [405]),
    Case("POST where only GET is", post(b"", "Content-Length: 0"), [405]),
    Case("an unknown method", b"BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [405]),
    Case("a method in small letters", b"get /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [405]),
    Case("a method that is no word", b"G(T /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
    Case("a method without an end", b"A" * 5_000 + b" /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
    Case("a method that another header asks for", get("/healthz", "X-HTTP-Method-Override: DELETE"), [200]),
    Case("TLS on the plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", [400]),
    Case("SSH", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", [400]),
    Case("Redis", b"*1\r\n$4\r\nPING\r\n\r\n", [400]),
    Case("nothing", b"", []),
    Case("half a head", b"GET /healthz HTTP/1.1\r\nHost:", []),
    Case("noise", bytes(range(256)) * 8, [400]),
]

CONNECTIONS = [
    Case("a bad request behind a good one", get() + b"nonsense\r\n\r\n" + get(), [200, 400]),
    Case("a good request behind a refused one", get("/nothing") + get(), [404, 200]),
    Case("an unread body that looks like a request",
         post(SMUGGLED, f"Content-Length: {len(SMUGGLED)}", target=f"{PREFIX}/process"), [401]),
    Case("requests behind the last one", get("/healthz", "Connection: close") + get(), [200]),
    Case("a host that shall be of the connection alone", get("/healthz", "Connection: close, Host"), [200]),
    Case("a body where none is due", counted(10, b"abc"), [413]),
    Case("a body that is too large", counted(70_000, b"a" * 70_000), [413]),
    Case("an upload past the limit",
         post(b"", "Content-Length: 99999999999", "Content-Type: multipart/form-data; boundary=X",
              target=f"{PREFIX}/process"), [401]),
    Case("a websocket without a key",
         UPGRADE.replace(b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", b"") + b"\r\n", [400]),
    Case("a websocket with a short key", UPGRADE.replace(b"AAAAAAAAAAAAAAAAAAAAAA==", b"AAAA") + b"\r\n", [400]),
    Case("a websocket of another version", UPGRADE.replace(b"Version: 13", b"Version: 8") + b"\r\n", [426]),
    Case("a websocket without a connection header", UPGRADE.replace(b"Connection: Upgrade\r\n", b"") + b"\r\n", [400]),
    Case("a websocket of a foreign page", UPGRADE + b"Origin: https://evil.example.org\r\n\r\n", [403]),
    Case("a websocket where there is none", UPGRADE.replace(b"/socket.io/", b"/healthz") + b"\r\n", [200]),
    Case("a websocket by POST", UPGRADE.replace(b"GET", b"POST") + b"Content-Length: 0\r\n\r\n", [400]),
    Case("a websocket in HTTP/1.0", UPGRADE.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n", [400]),
    Case("a websocket with a body", UPGRADE + b"Content-Length: 3\r\n\r\nabc", [400]),
]

CASES = SMUGGLING + CHUNKS + HEADS + TARGETS + METHODS_AND_VERSIONS + CONNECTIONS
