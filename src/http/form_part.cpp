#include "http/form_part.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace rollcall::http {
namespace {

constexpr std::size_t name_bytes_max = 256;
constexpr std::size_t file_name_bytes_max = 255;
// Longer than this, what follows the last dot is no extension.
constexpr std::size_t extension_bytes_max = 16;
constexpr std::size_t boundary_bytes_max = 70;

// A header value with parameters: `form-data; name="file"`. Names are lower case.
struct Parameter {
    std::string name;
    std::string value;
};
struct ParameterisedValue {
    std::string value;
    std::vector<Parameter> parameters;

    const std::string* find(std::string_view name) const {
        const auto found = std::ranges::find(parameters, name, &Parameter::name);
        return found == parameters.end() ? nullptr : &found->value;
    }
};

bool is_token_character(char c) {
    const bool alphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return alphanumeric || std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::string_view skip_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    return text;
}

// Takes a token off the front; empty when there is none.
std::string_view take_token(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_token_character);
    const auto token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(token.size());
    return token;
}

// Takes the inside of a quoted text off the front (its opening quote is gone); nothing without a
// closing quote. Only \" and \\ are escapes: old browsers send whole Windows paths as they are.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string value;
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return value;
        if (c == '\\' && !text.empty() && (text.front() == '"' || text.front() == '\\')) {
            c = text.front();
            text.remove_prefix(1);
        }
        value += c;
    }
    return std::nullopt;
}

// Takes `; name=value` off the front.
std::optional<Parameter> take_parameter(std::string_view& text) {
    if (!text.starts_with(';')) return std::nullopt;
    text = skip_blanks(text.substr(1));
    Parameter parameter{fold_case(take_token(text)), {}};
    text = skip_blanks(text);
    if (parameter.name.empty() || !text.starts_with('=')) return std::nullopt;
    text = skip_blanks(text.substr(1));
    if (text.starts_with('"')) {
        text.remove_prefix(1);
        auto value = take_quoted(text);
        if (!value) return std::nullopt;
        parameter.value = std::move(*value);
    } else {
        parameter.value = take_token(text);
        if (parameter.value.empty()) return std::nullopt;
    }
    text = skip_blanks(text);
    return parameter;
}

// Nothing when it is malformed or names a parameter twice.
std::optional<ParameterisedValue> parse_parameterised(std::string_view text) {
    text = skip_blanks(text);
    const auto end = std::min(text.find(';'), text.size());
    ParameterisedValue parsed{fold_case(trim(text.substr(0, end))), {}};
    text.remove_prefix(end);
    while (!text.empty()) {
        if (trim(text) == ";") break;
        auto parameter = take_parameter(text);
        if (!parameter || parsed.find(parameter->name) != nullptr) return std::nullopt;
        parsed.parameters.push_back(std::move(*parameter));
    }
    return parsed;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode_percent(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto high = hex_value(text[i + 1]);
        const auto low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

// RFC 5987: charset'language'percent-encoded.
std::optional<std::string> decode_extended(std::string_view text) {
    const auto first = text.find('\'');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = text.find('\'', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto decoded = decode_percent(text.substr(second + 1));
    const auto charset = text.substr(0, first);
    if (!decoded || equals_folded(charset, "utf-8")) return decoded;
    if (!equals_folded(charset, "iso-8859-1")) return std::nullopt;
    std::string utf8;
    for (const char c : *decoded)
        append_utf8(utf8, static_cast<unsigned char>(c));
    return utf8;
}

// Browsers write a quote in a name as %22 (WHATWG HTML 4.10.21.8) and leave other percents alone.
std::string decode_quotes(std::string_view text) {
    constexpr std::string_view encoded = "%22";
    std::string decoded;
    for (;;) {
        const auto at = text.find(encoded);
        decoded += text.substr(0, at);
        if (at == std::string_view::npos) return decoded;
        decoded += '"';
        text.remove_prefix(at + encoded.size());
    }
}

// Control characters, and those that turn the direction of what follows (`xslx.exe` shown
// backwards). `text` is well-formed and starts at a character; 0 when that one may stay.
std::size_t unwanted_length(std::string_view text) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
    if (byte(0) == 0xC2 && byte(1) < 0xA0) return 2;
    if (byte(0) == 0xD8 && byte(1) == 0x9C) return 2;  // U+061C
    if (byte(0) != 0xE2) return 0;
    const bool mark = byte(1) == 0x80 && (byte(2) == 0x8E || byte(2) == 0x8F);
    const bool breaks_or_embeds = byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE;
    const bool isolates = byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
    return mark || breaks_or_embeds || isolates ? 3 : 0;
}

std::string_view first_bytes_whole(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
        --bytes;
    return text.substr(0, bytes);
}

std::string shorten(std::string_view name) {
    if (name.size() <= file_name_bytes_max) return std::string(name);
    const auto dot = name.rfind('.');
    const auto extension = dot == std::string_view::npos || name.size() - dot > extension_bytes_max
                               ? std::string_view()
                               : name.substr(dot);
    std::string shortened(first_bytes_whole(name, file_name_bytes_max - extension.size()));
    return shortened += extension;
}

std::unexpected<Error> broken(std::string_view why) {
    return refuse(
        Errc::validation_error, "The multipart body is broken: " + std::string(why) + "."
    );
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

Result<FormPart> parse_disposition(std::string_view value) {
    const auto parsed = parse_parameterised(value);
    if (!parsed || parsed->value != "form-data") {
        return broken("a part's Content-Disposition is not a well-formed form-data");
    }
    const auto* name = parsed->find("name");
    if (name == nullptr || name->empty()) return broken("a part has no name");
    FormPart part{decode_quotes(*name), std::nullopt};
    if (part.name.size() > name_bytes_max) return broken("a part's name is too long");
    if (!is_utf8(part.name) || has_control_character(part.name)) {
        return broken("a part's name is not plain UTF-8 text");
    }
    if (const auto* extended = parsed->find("filename*")) {
        const auto decoded = decode_extended(*extended);
        if (!decoded) return broken("a part's filename* is not RFC 5987 in UTF-8");
        part.file_name = clean_file_name(*decoded);
    } else if (const auto* file_name = parsed->find("filename")) {
        part.file_name = clean_file_name(decode_quotes(*file_name));
    }
    return part;
}

bool keeps_bytes(std::string_view transfer_encoding) {
    return std::ranges::any_of(
        std::to_array<std::string_view>({"7bit", "8bit", "binary"}),
        [&](std::string_view name) { return equals_folded(trim(transfer_encoding), name); }
    );
}

}  // namespace

Result<FormPart> parse_form_part(std::string_view header_lines) {
    constexpr std::string_view end_of_line = "\r\n";
    std::optional<FormPart> part;
    while (!header_lines.empty()) {
        const auto end = header_lines.find(end_of_line);
        if (end == std::string_view::npos) return broken("a part's header line has no end");
        auto line = header_lines.substr(0, end);
        header_lines.remove_prefix(end + end_of_line.size());
        const auto name = take_token(line);
        if (name.empty() || !line.starts_with(':')) return broken("a part has a malformed header");
        const auto value = line.substr(1);
        if (value.contains('\0') || value.contains('\r') || value.contains('\n')) {
            return broken("a part's header has a control character");
        }
        if (equals_folded(name, "content-transfer-encoding") && !keeps_bytes(value)) {
            return broken("a part has a transfer encoding, which forms do not use");
        }
        if (!equals_folded(name, "content-disposition")) continue;
        if (part) return broken("a part has two Content-Dispositions");
        auto parsed = parse_disposition(value);
        if (!parsed) return std::unexpected(std::move(parsed.error()));
        part = std::move(*parsed);
    }
    if (!part) return broken("a part has no Content-Disposition");
    return std::move(*part);
}

Result<std::string> parse_boundary(std::string_view content_type) {
    const auto parsed = parse_parameterised(content_type);
    if (!parsed || parsed->value != "multipart/form-data") {
        return refuse(
            Errc::validation_error, "Send the file as multipart/form-data, in the field `file`."
        );
    }
    const auto* boundary = parsed->find("boundary");
    const auto is_allowed = [](char c) {
        return is_token_character(c) || std::string_view("'()+_,-./:=? ").contains(c);
    };
    if (boundary == nullptr || boundary->empty() || boundary->size() > boundary_bytes_max ||
        boundary->ends_with(' ') || !std::ranges::all_of(*boundary, is_allowed)) {
        return refuse(
            Errc::validation_error,
            "The Content-Type has no usable boundary: 1 to 70 characters as in RFC 2046."
        );
    }
    return *boundary;
}

std::string clean_file_name(std::string_view name) {
    const auto whole = replace_bad_utf8(name);
    std::string_view rest = whole;
    if (const auto slash = rest.find_last_of("/\\"); slash != std::string_view::npos) {
        rest.remove_prefix(slash + 1);
    }
    std::string cleaned;
    while (!rest.empty()) {
        if (const auto unwanted = unwanted_length(rest); unwanted > 0) {
            rest.remove_prefix(unwanted);
        } else {
            cleaned += rest.front();
            rest.remove_prefix(1);
        }
    }
    const auto trimmed = trim(cleaned);
    if (trimmed == "." || trimmed == "..") return {};
    return shorten(trimmed);
}

}  // namespace rollcall::http
