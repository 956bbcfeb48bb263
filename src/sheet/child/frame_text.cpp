#include "sheet/child/frame_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/child/frame.hpp"
#include "sheet/child/wire.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {
namespace {

// A sentence for people; a longer one was not written by a reader of ours.
constexpr std::size_t message_bytes_max = 2048;
// Excel holds 31 characters; other programs write more.
constexpr std::size_t name_characters_max = 255;

std::string clean(std::string_view text) {
    auto cleaned = replace_bad_utf8(text);
    std::ranges::replace_if(
        cleaned, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' '
    );
    return cleaned;
}

std::string clean_message(std::string_view text) {
    return clean(text.substr(0, message_bytes_max));
}

bool is_encoding(std::string_view name) {
    constexpr std::array<std::string_view, 5> names{
        "", "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"};
    return std::ranges::find(names, name) != names.end();
}

void encode_position(Encoder& out, const Position& position) {
    out.number(position.bytes_read);
    out.number(position.bytes_total);
}

}  // namespace

std::string encode_info(const Info& info) {
    Encoder out;
    out.number(std::to_underlying(info.format));
    out.number(static_cast<std::uint8_t>(info.date1904));
    out.number(info.delimiter);
    out.text(info.encoding);
    out.number(info.sheet);
    out.number(static_cast<std::uint32_t>(info.sheets.size()));
    for (const auto& sheet : info.sheets) {
        out.number(static_cast<std::uint8_t>(sheet.hidden));
        out.number(static_cast<std::uint8_t>(sheet.worksheet));
        out.text(first_code_points(sheet.name, name_characters_max));
    }
    return out.bytes();
}

std::optional<Info> decode_info(std::string_view payload) {
    Decoder in(payload);
    Info info;
    const auto format = in.number<std::uint8_t>();
    info.format = static_cast<Format>(format);
    info.date1904 = in.flag();
    info.delimiter = in.number<char>();
    info.encoding = in.text();
    info.sheet = in.number<std::uint32_t>();
    const auto count = in.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
        SheetName sheet;
        sheet.hidden = in.flag();
        sheet.worksheet = in.flag();
        sheet.name = clean(in.text());
        info.sheets.push_back(std::move(sheet));
    }
    const bool fits = format <= std::to_underlying(Format::csv) && info.delimiter >= 0 &&
                      is_encoding(info.encoding) &&
                      (info.sheets.empty() ? info.sheet == 0 : info.sheet < info.sheets.size());
    if (!fits || !in.complete()) return std::nullopt;
    return info;
}

std::string encode_end(const End& end) {
    Encoder out;
    out.number(end.notes.hidden_rows);
    out.number(end.notes.blank_rows);
    out.number(static_cast<std::uint8_t>(end.notes.rows_out_of_order));
    out.number(static_cast<std::uint8_t>(end.notes.windows_1252));
    encode_position(out, end.position);
    return out.bytes();
}

std::optional<End> decode_end(std::string_view payload) {
    Decoder in(payload);
    End end;
    end.notes.hidden_rows = in.number<std::uint32_t>();
    end.notes.blank_rows = in.number<std::uint32_t>();
    end.notes.rows_out_of_order = in.flag();
    end.notes.windows_1252 = in.flag();
    end.position.bytes_read = in.number<std::uint64_t>();
    end.position.bytes_total = in.number<std::uint64_t>();
    if (!in.complete()) return std::nullopt;
    return end;
}

std::string encode_refusal(const Error& error) {
    Encoder out;
    out.text(to_string(error.code));
    out.text(error.message.substr(0, message_bytes_max));
    return out.bytes();
}

std::optional<Error> decode_refusal(std::string_view payload) {
    Decoder in(payload);
    const auto code = parse_errc(in.text());
    const auto message = in.text();
    if (!code || !in.complete()) return std::nullopt;
    if (!is_file_error(*code) && *code != Errc::resource_limit) return std::nullopt;
    return Error{.code = *code, .message = clean_message(message), .subject = {}};
}

std::string encode_failure(const Failure& failure) {
    Encoder out;
    out.number(std::to_underlying(failure.broken()));
    out.text(std::string_view(failure.what()).substr(0, message_bytes_max));
    return out.bytes();
}

std::optional<Failure> decode_failure(std::string_view payload) {
    Decoder in(payload);
    const auto broken = in.number<std::uint8_t>();
    const auto message = in.text();
    if (!in.complete() || broken > std::to_underlying(Broken::corrupt_data)) return std::nullopt;
    return Failure(clean_message(message), static_cast<Broken>(broken));
}

}  // namespace rollcall::sheet::child
