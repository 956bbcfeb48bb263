// A worksheet's part and the shared strings' part, in a workbook around them that is always right:
// otherwise no changed byte would get past the container's checksums. The first byte says what the
// rest is: 0 a whole file, 1 the shared strings, 2 the styles, all else the sheet.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <isa-l/crc.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "sheet/xlsx/xlsx.hpp"

namespace rollcall {
namespace {

std::string little_endian(std::uint64_t number, std::size_t width) {
    std::string bytes;
    for (std::size_t i = 0; i < width; ++i)
        bytes += static_cast<char>(number >> 8 * i & 0xFFU);
    return bytes;
}

// A zip file of stored parts.
class Container {
public:
    void add(std::string_view name, std::string_view content) {
        const auto* const bytes =
            static_cast<const unsigned char*>(static_cast<const void*>(content.data()));
        const auto crc = crc32_gzip_refl(0, bytes, content.size());
        const auto fields = little_endian(0, 8) + little_endian(crc, 4) +
                            little_endian(content.size(), 4) + little_endian(content.size(), 4) +
                            little_endian(name.size(), 2) + little_endian(0, 2);
        directory_ += "PK\x01\x02" + little_endian(20, 2) + little_endian(20, 2) + fields +
                      little_endian(0, 8) + little_endian(0, 2) + little_endian(parts_.size(), 4) +
                      std::string(name);
        parts_ += "PK\x03\x04" + little_endian(20, 2) + fields + std::string(name);
        parts_ += content;
        ++count_;
    }

    std::string finish() const {
        return parts_ + directory_ + "PK\x05\x06" + little_endian(0, 4) + little_endian(count_, 2) +
               little_endian(count_, 2) + little_endian(directory_.size(), 4) +
               little_endian(parts_.size(), 4) + little_endian(0, 2);
    }

private:
    std::string parts_;
    std::string directory_;
    std::size_t count_ = 0;
};

std::string workbook(std::uint8_t place, std::string_view part) {
    constexpr std::string_view sheet =
        R"(<worksheet><sheetData><row r="1"><c r="A1" t="s" s="0"><v>0</v></c></row>)"
        R"(</sheetData></worksheet>)";
    Container container;
    container.add(
        "_rels/.rels",
        R"(<a><Relationship Id="1" Type="/officeDocument" Target="xl/workbook.xml"/></a>)"
    );
    container.add(
        "xl/workbook.xml", R"(<workbook><sheets><sheet name="a" r:id="1"/></sheets></workbook>)"
    );
    container.add(
        "xl/_rels/workbook.xml.rels",
        R"(<a><Relationship Id="1" Type="/worksheet" Target="s.xml"/>)"
        R"(<Relationship Id="2" Type="/sharedStrings" Target="t.xml"/>)"
        R"(<Relationship Id="3" Type="/styles" Target="u.xml"/></a>)"
    );
    container.add("xl/s.xml", place > 2 ? part : sheet);
    container.add("xl/t.xml", place == 1 ? part : "<sst><si><t>a</t></si></sst>");
    container.add("xl/u.xml", place == 2 ? part : "<styleSheet/>");
    return container.finish();
}

// What every batch promises.
void check(const sheet::Batch& batch) {
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        std::int64_t before = -1;
        ROLLCALL_ASSERT(!batch.cells(i).empty());
        for (const auto& cell : batch.cells(i)) {
            ROLLCALL_ASSERT(cell.column > before);
            before = cell.column;
            ROLLCALL_ASSERT(is_utf8(batch.text(cell)));
            ROLLCALL_ASSERT(batch.text(cell).find('\0') == std::string_view::npos);
        }
    }
}

void read(std::string_view bytes) {
    const Descriptor file(::memfd_create("fuzz", MFD_CLOEXEC));
    if (::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        return;
    sheet::OpenOptions options;
    options.limits.part_bytes = mib / 2;
    options.limits.emitted_bytes = 4 * mib;
    options.limits.shared_strings_memory = mib;
    const auto reader = sheet::xlsx::open({file.get(), -1}, options);
    if (!reader) return;
    sheet::Batch batch;
    for (Result<bool> more = true; more && *more;) {
        more = (*reader)->next(batch);
        check(batch);
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
