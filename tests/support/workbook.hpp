// A written workbook read back by other means than the house's own: unzip and expat.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <expat.h>
#include <sys/wait.h>

namespace rollcall::tests {

struct WrittenCell {
    std::string text;
    std::string type;  // the attribute t; empty: a number
    int style = 0;
};

struct WrittenSheet {
    std::string name;
    std::map<std::uint32_t, std::map<std::uint32_t, WrittenCell>> rows;  // as Excel counts, from 1
    std::vector<double> widths;
    std::string filter;
    bool frozen = false;
    std::uint32_t formulas = 0;

    std::string text(std::uint32_t row, std::uint32_t column) const {
        const auto found = rows.find(row);
        if (found == rows.end()) return {};
        const auto cell = found->second.find(column);
        return cell == found->second.end() ? std::string() : cell->second.text;
    }
    // The texts of a row up to its last cell.
    std::vector<std::string> texts(std::uint32_t row) const {
        std::vector<std::string> all;
        const auto found = rows.find(row);
        if (found == rows.end()) return all;
        for (const auto& [column, cell] : found->second) {
            all.resize(column);
            all.back() = cell.text;
        }
        return all;
    }
};

struct WrittenWorkbook {
    std::vector<WrittenSheet> sheets;

    const WrittenSheet* find(std::string_view name) const {
        for (const auto& sheet : sheets) {
            if (sheet.name == name) return &sheet;
        }
        return nullptr;
    }
    const WrittenSheet& sheet(std::string_view name) const {
        const auto* found = find(name);
        if (found == nullptr) throw std::runtime_error("no sheet " + std::string(name));
        return *found;
    }
};

// What a program prints; throws when it does not end with 0.
inline std::string output_of(const std::string& command) {
    auto* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    std::string output;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto got = std::fread(buffer.data(), 1, buffer.size(), pipe);
        if (got == 0) break;
        output.append(buffer.data(), got);
    }
    if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
    return output;
}

namespace workbook_detail {

using Attributes = std::map<std::string, std::string, std::less<>>;

inline Attributes attributes_of(const char** pairs) {
    Attributes attributes;
    for (; *pairs != nullptr; pairs += 2)
        attributes[pairs[0]] = pairs[1];
    return attributes;
}

struct SheetParser {
    WrittenSheet* sheet;
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    bool in_value = false;

    void start(std::string_view name, const Attributes& attributes) {
        if (name == "col") sheet->widths.push_back(std::stod(attributes.at("width")));
        if (name == "pane") sheet->frozen = attributes.at("state") == "frozen";
        if (name == "autoFilter") sheet->filter = attributes.at("ref");
        if (name == "f") ++sheet->formulas;
        if (name == "row") row = static_cast<std::uint32_t>(std::stoul(attributes.at("r")));
        if (name == "c") start_cell(attributes);
        if (name == "v" || name == "t") in_value = true;
    }
    void start_cell(const Attributes& attributes) {
        const auto& reference = attributes.at("r");
        column = 0;
        std::size_t at = 0;
        for (; reference[at] >= 'A'; ++at)
            column = column * 26 + static_cast<std::uint32_t>(reference[at] - 'A' + 1);
        if (std::stoul(reference.substr(at)) != row) throw std::runtime_error("bad reference");
        auto& cell = sheet->rows[row][column];
        if (attributes.contains("t")) cell.type = attributes.at("t");
        if (attributes.contains("s")) cell.style = std::stoi(attributes.at("s"));
    }
};

inline void parse(
    const std::string& xml,
    void* data,
    XML_StartElementHandler start,
    XML_EndElementHandler end,
    XML_CharacterDataHandler text
) {
    const auto parser = XML_ParserCreate(nullptr);
    XML_SetUserData(parser, data);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    const auto status = XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1);
    const auto error = XML_GetErrorCode(parser);
    XML_ParserFree(parser);
    if (status != XML_STATUS_OK) {
        throw std::runtime_error(std::string("not well-formed: ") + XML_ErrorString(error));
    }
}

inline void parse_sheet(const std::string& xml, WrittenSheet& sheet) {
    SheetParser parser{&sheet};
    parse(
        xml,
        &parser,
        [](void* data, const char* name, const char** pairs) {
            static_cast<SheetParser*>(data)->start(name, attributes_of(pairs));
        },
        [](void* data, const char* name) {
            if (std::strcmp(name, "v") == 0 || std::strcmp(name, "t") == 0) {
                static_cast<SheetParser*>(data)->in_value = false;
            }
        },
        [](void* data, const char* text, int length) {
            auto& self = *static_cast<SheetParser*>(data);
            if (!self.in_value) return;
            self.sheet->rows[self.row][self.column].text.append(
                text, static_cast<std::size_t>(length)
            );
        }
    );
}

}  // namespace workbook_detail

// Throws when the container is damaged or a part is not well-formed.
inline WrittenWorkbook read_workbook(const std::string& path) {
    output_of("unzip -qq -t '" + path + "'");
    WrittenWorkbook workbook;
    workbook_detail::parse(
        output_of("unzip -p '" + path + "' xl/workbook.xml"),
        &workbook,
        [](void* data, const char* name, const char** pairs) {
            if (std::strcmp(name, "sheet") != 0) return;
            auto& sheets = static_cast<WrittenWorkbook*>(data)->sheets;
            sheets.emplace_back().name = workbook_detail::attributes_of(pairs).at("name");
        },
        [](void*, const char*) {},
        [](void*, const char*, int) {}
    );
    for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
        const auto part = "xl/worksheets/sheet" + std::to_string(i + 1) + ".xml";
        workbook_detail::parse_sheet(
            output_of("unzip -p '" + path + "' " + part), workbook.sheets[i]
        );
    }
    for (const auto* part :
         {"xl/styles.xml",
          "xl/_rels/workbook.xml.rels",
          "_rels/.rels",
          "'[[]Content_Types].xml'"}) {
        WrittenSheet ignored;
        workbook_detail::parse_sheet(output_of("unzip -p '" + path + "' " + part), ignored);
    }
    return workbook;
}

}  // namespace rollcall::tests
