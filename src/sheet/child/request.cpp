#include "sheet/child/request.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/limits.hpp"
#include "sheet/child/wire.hpp"

namespace rollcall::sheet::child {
namespace {

constexpr std::uint32_t request_magic = 0x31515243;  // "CRQ1"
constexpr std::size_t request_bytes_max = 4096;
constexpr std::size_t extension_bytes_max = 16;

std::string_view extension_of(std::string_view name) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return {};
    return name.substr(dot, extension_bytes_max);
}

// One list for both directions, so that neither can forget a limit.
template <class Limits, class Visit>
void each_limit(Limits& limits, Visit visit) {
    visit(limits.unpacked_bytes);
    visit(limits.part_bytes);
    visit(limits.small_part_bytes);
    visit(limits.ratio);
    visit(limits.ratio_judged_past);
    visit(limits.entries);
    visit(limits.rows);
    visit(limits.columns);
    visit(limits.cell_bytes);
    visit(limits.shared_strings);
    visit(limits.shared_strings_bytes);
    visit(limits.shared_strings_memory);
    visit(limits.emitted_bytes);
    visit(limits.tag_bytes);
    visit(limits.attributes);
    visit(limits.depth);
    visit(limits.styles);
    visit(limits.csv_line_bytes);
    visit(limits.child_memory_bytes);
    visit(limits.child_cpu_seconds);
}

}  // namespace

std::string encode(const Request& request) {
    Encoder out;
    out.number(request_magic);
    out.number(request.parent);
    out.number(static_cast<std::uint8_t>(request.sandbox));
    out.number(static_cast<std::uint8_t>(request.open.sheet.has_value()));
    out.number(request.open.sheet.value_or(0));
    out.text(extension_of(request.open.file_name));
    out.number(static_cast<std::uint32_t>(sizeof(ReaderLimits)));
    each_limit(request.open.limits, [&](auto limit) { out.number(limit); });
    return out.bytes();
}

std::optional<Request> decode_request(std::string_view bytes) {
    Decoder in(bytes);
    Request request;
    bool known = in.number<std::uint32_t>() == request_magic;
    request.parent = in.number<std::int32_t>();
    request.sandbox = in.flag();
    const bool has_sheet = in.flag();
    const auto sheet = in.number<std::uint32_t>();
    if (has_sheet) request.open.sheet = sheet;
    request.open.file_name = in.text();
    known = known && in.number<std::uint32_t>() == sizeof(ReaderLimits);
    each_limit(request.open.limits, [&](auto& limit) {
        limit = in.number<std::remove_reference_t<decltype(limit)>>();
    });
    if (!known || !in.complete()) return std::nullopt;
    return request;
}

Descriptor request_file(const Request& request) {
    Descriptor file(::memfd_create("rollcall-request", MFD_CLOEXEC));
    if (!file) throw_errno("memory file for the reader's request", errno);
    const auto bytes = encode(request);
    const auto wrote = ::pwrite(file.get(), bytes.data(), bytes.size(), 0);
    if (std::cmp_not_equal(wrote, bytes.size())) throw_errno("write the reader's request", errno);
    return file;
}

std::optional<Request> take_request() {
    const Descriptor file(request_descriptor);
    std::array<char, request_bytes_max> bytes{};
    const auto got = ::pread(file.get(), bytes.data(), bytes.size(), 0);
    if (got <= 0) return std::nullopt;
    return decode_request({bytes.data(), static_cast<std::size_t>(got)});
}

}  // namespace rollcall::sheet::child
