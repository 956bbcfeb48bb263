// A worksheet's part and the shared strings' part, in a workbook around them that is always right:
// otherwise no changed byte would get past the container's checksums. The first byte says what the
// rest is: 0 a whole file, 1 the shared strings, 2 the styles, all else the sheet.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/batch.hpp"
#include "sheet/reader.hpp"
#include "sheet/xlsx/xlsx.hpp"
#include "tests/support/batch_promises.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall {
namespace {

std::string workbook(std::uint8_t place, std::string_view part) {
    constexpr std::string_view sheet =
        R"(<worksheet><sheetData><row r="1"><c r="A1" t="s" s="0"><v>0</v></c></row>)"
        R"(</sheetData></worksheet>)";
    // Stored, so that a changed byte of the input is a changed byte of the part.
    const auto stored = [](std::string name, std::string_view content) {
        return test::zip_entry(std::move(name), std::string(content), false);
    };
    return test::zip_file({
        stored(
            "_rels/.rels",
            R"(<a><Relationship Id="1" Type="/officeDocument" Target="xl/workbook.xml"/></a>)"
        ),
        stored(
            "xl/workbook.xml", R"(<workbook><sheets><sheet name="a" r:id="1"/></sheets></workbook>)"
        ),
        stored(
            "xl/_rels/workbook.xml.rels",
            R"(<a><Relationship Id="1" Type="/worksheet" Target="s.xml"/>)"
            R"(<Relationship Id="2" Type="/sharedStrings" Target="t.xml"/>)"
            R"(<Relationship Id="3" Type="/styles" Target="u.xml"/></a>)"
        ),
        stored("xl/s.xml", place > 2 ? part : sheet),
        stored("xl/t.xml", place == 1 ? part : "<sst><si><t>a</t></si></sst>"),
        stored("xl/u.xml", place == 2 ? part : "<styleSheet/>"),
    });
}

void read(std::string_view bytes) {
    const auto file = test::memory_file(bytes);
    sheet::OpenOptions options;
    options.limits.part_bytes = mib / 2;
    options.limits.emitted_bytes = 4 * mib;
    options.limits.shared_strings_memory = mib;
    const auto reader = sheet::xlsx::open({file.get(), -1}, options);
    if (!reader) return;
    sheet::Batch batch;
    for (Result<bool> more = true; more && *more;) {
        more = (*reader)->next(batch);
        test::assert_promises(batch);
    }
}

}  // namespace
}  // namespace rollcall

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(static_cast<const char*>(static_cast<const void*>(data)), size);
    const auto rest = bytes.substr(1);
    rollcall::read(data[0] == 0 ? std::string(rest) : rollcall::workbook(data[0], rest));
    return 0;
}
