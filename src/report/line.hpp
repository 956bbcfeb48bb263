// A row of a report sheet as it is put together.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/scratch.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {

// Reused from row to row; the texts given to `text` must live until the row is written.
class Line {
public:
    using Value = sheet::writer::Value;
    using Style = sheet::writer::Style;

    explicit Line(Style style = Style::plain) : style_(style) {}

    // Empties it; what follows has this style.
    Line& start(Style style) {
        style_ = style;
        values_.clear();
        scratch_.clear();
        return *this;
    }
    Line& text(std::string_view text) {
        const auto kind = text.empty() ? Value::Kind::blank : Value::Kind::text;
        values_.push_back({.kind = kind, .style = style_, .text = text});
        return *this;
    }
    Line& made(std::string&& made) { return text(scratch_.keep(std::move(made))); }
    Line& number(std::uint64_t number) {
        const auto digits = scratch_.keep(std::to_string(number));
        values_.push_back({.kind = Value::Kind::number, .style = style_, .text = digits});
        return *this;
    }
    Line& value(const Value& value) {
        values_.push_back(value);
        return *this;
    }
    Line& values(std::span<const Value> values) {
        values_.insert(values_.end(), values.begin(), values.end());
        return *this;
    }
    std::span<const Value> view() const { return values_; }

private:
    Style style_;
    std::vector<Value> values_;
    Scratch scratch_;
};

}  // namespace rollcall::report
