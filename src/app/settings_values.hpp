// How a setting's text becomes its value and back: what the table's lines are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "app/settings.hpp"
#include "base/result.hpp"

namespace rollcall::app {

std::optional<std::uint64_t> parse_number(std::string_view text);
// "512", "64 MiB", "1GiB".
std::optional<std::uint64_t> parse_size(std::string_view text);

// The refusal of a value: what it must be instead.
Result<void> wrong(std::string_view expected);

template <auto member, std::uint64_t low, std::uint64_t high>
Result<void> set_number(Settings& settings, std::string_view text) {
    const auto value = parse_number(text);
    if (!value || *value < low || *value > high) {
        return wrong("a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    }
    settings.*member = static_cast<std::uint32_t>(*value);
    return {};
}

template <auto member>
std::string show_number(const Settings& settings) {
    return std::to_string(settings.*member);
}

template <auto member, std::uint64_t low>
Result<void> set_size(Settings& settings, std::string_view text) {
    const auto value = parse_size(text);
    if (!value || *value < low) return wrong("a size such as 512 KiB, 64 MiB or 1 GiB");
    settings.*member = *value;
    return {};
}

template <auto member, std::uint64_t low, std::uint64_t high>
Result<void> set_limit(Settings& settings, std::string_view text) {
    const auto value = parse_size(text);
    if (!value || *value < low || *value > high) {
        return wrong(
            "a whole number or size from " + std::to_string(low) + " to " + std::to_string(high)
        );
    }
    settings.reader.*member =
        static_cast<std::remove_reference_t<decltype(settings.reader.*member)>>(*value);
    return {};
}

template <auto member>
std::string show_limit(const Settings& settings) {
    return std::to_string(settings.reader.*member);
}

template <auto member>
Result<void> set_text(Settings& settings, std::string_view text) {
    settings.*member = std::string(text);
    return {};
}

template <auto member>
std::string show_text(const Settings& settings) {
    return settings.*member;
}

template <auto member>
Result<void> set_switch(Settings& settings, std::string_view text) {
    if (text != "true" && text != "false") return wrong("true or false");
    settings.*member = text == "true";
    return {};
}

template <auto member>
std::string show_switch(const Settings& settings) {
    return settings.*member ? "true" : "false";
}

}  // namespace rollcall::app
