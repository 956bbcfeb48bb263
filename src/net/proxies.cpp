#include "net/proxies.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/result.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

namespace rollcall::net {
namespace {

constexpr unsigned all_bits = 128;
constexpr unsigned mapped_bits = 96;
constexpr std::size_t mapped_bytes = mapped_bits / 8;

// Takes what stands behind the last comma off the end.
std::string_view take_last(std::string_view& list) {
    const auto comma = list.rfind(',');
    const auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
    return trim(last);
}

// "192.0.2.1:80" -> "192.0.2.1", "[2001:db8::1]:80" -> "2001:db8::1".
std::string_view without_port(std::string_view hop) {
    if (hop.starts_with('[')) return hop.substr(1, hop.find(']') - 1);
    const auto colon = hop.find(':');
    const bool is_one = colon != std::string_view::npos && hop.rfind(':') == colon;
    return is_one ? hop.substr(0, colon) : hop;
}

// All values of a header as one list (RFC 9110 5.3).
std::string list_of(const http::Head& head, std::string_view name) {
    std::string list;
    for (const auto& [field, text] : head.headers) {
        if (field != name) continue;
        if (!list.empty()) list += ',';
        list += text;
    }
    return list;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    const std::string bare(text.substr(0, text.find('%')));
    Address address;
    if (::inet_pton(AF_INET6, bare.c_str(), address.bytes_.data()) == 1) return address;
    address.bytes_ = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0};
    if (::inet_pton(AF_INET, bare.c_str(), &address.bytes_[mapped_bytes]) == 1) return address;
    return std::nullopt;
}

std::string Address::text() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool v4 = is_v4();
    ::inet_ntop(
        v4 ? AF_INET : AF_INET6,
        v4 ? &bytes_[mapped_bytes] : bytes_.data(),
        text.data(),
        text.size()
    );
    return text.data();
}

bool Address::is_v4() const {
    return shares_bits(*parse("::ffff:0.0.0.0"), mapped_bits);
}

bool Address::shares_bits(const Address& other, unsigned count) const {
    const auto whole = count / 8;
    const auto rest = count % 8;
    const auto begin = bytes_.begin();
    if (!std::equal(begin, std::next(begin, whole), other.bytes_.begin())) return false;
    return rest == 0 || (bytes_[whole] ^ other.bytes_[whole]) >> (8 - rest) == 0;
}

std::optional<Proxies::Network> Proxies::parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash));
    if (!address || text.contains('%')) return std::nullopt;
    if (slash == std::string_view::npos) return Network{*address, all_bits};

    const bool is_v4 = !text.substr(0, slash).contains(':');
    const auto digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, bits);
    if (error != std::errc() || stopped != end) return std::nullopt;
    if (bits > (is_v4 ? all_bits - mapped_bits : all_bits)) return std::nullopt;
    return Network{*address, is_v4 ? bits + mapped_bits : bits};
}

Result<Proxies> Proxies::parse(std::span<const std::string> list) {
    Proxies proxies;
    for (const auto& text : list) {
        const auto network = parse_network(text);
        if (!network) {
            return refuse(
                Errc::validation_error,
                text + " is neither an address nor a network such as 10.0.0.0/8"
            );
        }
        proxies.networks_.push_back(*network);
    }
    return proxies;
}

bool Proxies::trusts(const Address& address) const {
    return std::ranges::any_of(networks_, [&](const Network& network) {
        return network.address.shares_bits(address, network.bits);
    });
}

bool Proxies::trusts(std::string_view address) const {
    if (networks_.empty()) return false;
    const auto parsed = Address::parse(address);
    return parsed && trusts(*parsed);
}

Client Proxies::client_of(const http::Head& head, const Client& line) const {
    if (!trusts(line.address)) return line;
    auto client = line;
    const auto hops = list_of(head, "x-forwarded-for");
    // Who cannot be read was set by nobody whom we trust: the hop behind it is the client.
    for (std::string_view rest = hops; !rest.empty();) {
        const auto address = Address::parse(without_port(take_last(rest)));
        if (!address) break;
        client.address = address->text();
        if (!trusts(*address)) break;
    }
    const auto schemes = list_of(head, "x-forwarded-proto");
    std::string_view scheme = schemes;
    if (!schemes.empty()) client.secure = equals_folded(take_last(scheme), "https");
    return client;
}

}  // namespace rollcall::net
