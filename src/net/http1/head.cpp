#include "net/http1/head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

namespace rollcall::net::http1 {
namespace {

constexpr std::size_t method_bytes_max = 32;
// A robust server ignores an empty line before a request (RFC 9112 2.2); more is no client.
constexpr std::size_t leading_bytes_max = 2;

// Headers whose second value would have to be chosen from: which one, a proxy may see otherwise.
constexpr std::array<std::string_view, 9> single_fields{
    "authorization",
    "content-length",
    "content-type",
    "expect",
    "host",
    "idempotency-key",
    "range",
    "transfer-encoding",
    "x-request-id",
};

std::unexpected<Error> malformed(std::string_view what) {
    return refuse(Errc::validation_error, "The request is malformed: " + std::string(what) + ".");
}

std::unexpected<Error> target_too_long() {
    return refuse(Errc::uri_too_long, "The request's address is too long.");
}

// One bit a character class (RFC 9110 5.6.2 and 5.5, RFC 3986).
enum Class : std::uint8_t { token = 1, value = 2, visible = 4, host = 8 };

constexpr std::array<std::uint8_t, 256> classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const auto is_one_of = [&](std::string_view set) {
            return c < 0x80 && set.contains(static_cast<char>(c));
        };
        unsigned bits = 0;
        if (alphanumeric || is_one_of("!#$%&'*+-.^_`|~")) bits |= token;
        if (c == '\t' || (c >= 0x20 && c != 0x7F)) bits |= value;
        if (c > 0x20 && c < 0x7F && c != '#') bits |= visible;
        if (alphanumeric || is_one_of("-._~%!$&'()*+,;=:[]")) bits |= host;
        table[c] = static_cast<std::uint8_t>(bits);
    }
    return table;
}();

bool all_are(std::string_view text, Class wanted) {
    return std::ranges::all_of(text, [&](char c) {
        return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
    });
}

std::string_view trim_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes a line off the front, without its CRLF. Needs: the text holds one.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 2);
    return line;
}

// `http://host/path` as proxies send it -> `/path`; other texts as they are.
std::string_view origin_form(std::string_view target) {
    const auto authority = target.find("://");
    if (authority == std::string_view::npos || authority > 5 || target.starts_with('/')) {
        return target;
    }
    const auto scheme = target.substr(0, authority);
    if (!equals_folded(scheme, "http") && !equals_folded(scheme, "https")) return target;
    const auto path = target.find_first_of("/?", authority + 3);
    return path == std::string_view::npos ? "/" : target.substr(path);
}

// The minor version, 0 or 1.
Result<int> parse_request_line(std::string_view line, const HeadLimits& limits, http::Head& head) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return malformed("no request line");
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (method.empty() || method.size() > method_bytes_max || !all_are(method, token)) {
        return malformed("its method is no word");
    }
    head.method = method;
    if (target.size() > limits.target_bytes) return target_too_long();
    if (target.empty() || !all_are(target, visible))
        return malformed("its address has bad characters");
    head.target = origin_form(target);
    const bool is_path = head.target.starts_with('/');
    if (!is_path && !(head.target == "*" && method == "OPTIONS")) {
        return malformed("its address is no path");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return malformed("it is not HTTP/1.1");
    return version.back() - '0';
}

Result<void> parse_field(std::string_view line, http::Head& head) {
    // A blank in front is a folded line (RFC 9112 5.2), which no client sends any more.
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return malformed("a header has no colon");
    const auto name = line.substr(0, colon);
    const auto text = trim_blanks(line.substr(colon + 1));
    if (name.empty() || !all_are(name, token))
        return malformed("a header's name has bad characters");
    if (!all_are(text, value)) return malformed("a header's value has bad characters");
    auto folded = fold_case(name);
    if (std::ranges::binary_search(single_fields, folded) && head.header(folded)) {
        return malformed("the header " + folded + " stands twice");
    }
    head.headers.emplace_back(std::move(folded), text);
    return {};
}

// Whether a comma-separated header has the word, in any case.
bool lists(const http::Head& head, std::string_view name, std::string_view word) {
    for (const auto& [field, text] : head.headers) {
        if (field != name) continue;
        std::string_view rest = text;
        while (!rest.empty()) {
            const auto comma = std::min(rest.find(','), rest.size());
            if (equals_folded(trim_blanks(rest.substr(0, comma)), word)) return true;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return false;
}

Result<std::uint64_t> parse_length(std::string_view text) {
    constexpr std::size_t digits_max = 18;  // below 2^63
    std::uint64_t length = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, length);
    if (text.empty() || text.size() > digits_max || error != std::errc() || stopped != end) {
        return malformed("its content-length is no number");
    }
    return length;
}

Result<void> judge_length(int minor_version, http::Head& head, Framing& framing) {
    const auto length = head.header("content-length");
    if (const auto coding = head.header("transfer-encoding")) {
        if (length) return malformed("it has both a content-length and a transfer-encoding");
        if (minor_version == 0) return malformed("HTTP/1.0 knows no transfer-encoding");
        if (!equals_folded(*coding, "chunked"))
            return malformed("its transfer-encoding is not chunked");
        framing.chunked = true;
    }
    if (length) {
        const auto parsed = parse_length(*length);
        if (!parsed) return std::unexpected(parsed.error());
        framing.content_length = *parsed;
        head.content_length = *parsed;
    }
    return {};
}

Result<Framing> judge(int minor_version, http::Head& head) {
    Framing framing;
    framing.is_http_1_1 = minor_version == 1;
    const auto host_name = head.header("host");
    if (!host_name && minor_version == 1) return malformed("it has no host header");
    if (host_name && !all_are(*host_name, host)) return malformed("its host has bad characters");
    if (auto judged = judge_length(minor_version, head, framing); !judged) {
        return std::unexpected(std::move(judged.error()));
    }
    if (const auto expect = head.header("expect"); expect && minor_version == 1) {
        if (!equals_folded(*expect, "100-continue"))
            return malformed("it expects what is not known");
        framing.expects_continue = framing.has_body();
    }
    framing.keep_alive = minor_version == 1 ? !lists(head, "connection", "close")
                                            : lists(head, "connection", "keep-alive");
    return framing;
}

}  // namespace

Result<std::optional<std::size_t>> HeadScanner::scan(std::string_view bytes) {
    while (scanned_ < bytes.size()) {
        const auto feed = bytes.find('\n', scanned_);
        if (feed == std::string_view::npos) break;
        scanned_ = feed + 1;
        if (feed == 0 || bytes[feed - 1] != '\r') {
            return malformed("a line ends without a carriage return");
        }
        if (scanned_ > limits_.bytes) break;
        const bool is_empty = feed - 1 == line_begins_;
        line_begins_ = feed + 1;
        if (is_empty && has_request_line_) return line_begins_;
        if (is_empty && feed >= leading_bytes_max) return malformed("no request line");
        if (!is_empty) has_request_line_ = true;
    }
    scanned_ = bytes.size();
    // A request line is a method, a target and a version.
    if (!has_request_line_ && bytes.size() > limits_.target_bytes + method_bytes_max + 12) {
        return target_too_long();
    }
    if (bytes.size() > limits_.bytes) {
        return refuse(Errc::headers_too_large, "The request's headers are too large.");
    }
    return std::nullopt;
}

Result<Framing> parse_head(std::string_view bytes, const HeadLimits& limits, http::Head& head) {
    if (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
    const auto minor_version = parse_request_line(take_line(bytes), limits, head);
    if (!minor_version) return std::unexpected(minor_version.error());
    for (auto line = take_line(bytes); !line.empty(); line = take_line(bytes)) {
        if (head.headers.size() >= limits.fields) {
            return refuse(Errc::headers_too_large, "The request has too many headers.");
        }
        auto parsed = parse_field(line, head);
        if (!parsed) return std::unexpected(std::move(parsed.error()));
    }
    return judge(*minor_version, head);
}

}  // namespace rollcall::net::http1
