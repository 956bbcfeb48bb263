#include "sheet/child/frame.hpp"

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/limits.hpp"
#include "sheet/child/frame_text.hpp"
#include "sheet/child/wire.hpp"
#include "tests/support/rows_text.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet::child {
namespace {

constexpr std::uint32_t magic = 0x31465243;

// A file in the pipe's place: what is written can be read from its beginning.
class Wire {
public:
    Wire() : file_(test::memory_file("")) {}

    int end() const { return file_.get(); }
    void rewind() const { ::lseek(file_.get(), 0, SEEK_SET); }
    std::string bytes() const {
        std::string bytes(1 << 16, '\0');
        bytes.resize(static_cast<std::size_t>(::pread(end(), bytes.data(), bytes.size(), 0)));
        return bytes;
    }

private:
    Descriptor file_;
};

// The first frame in these bytes, by its alternative; "ended" or "garbled" where there is none.
std::string kind_of(std::string_view bytes, Batch& batch) {
    const auto file = test::memory_file(bytes);
    ::lseek(file.get(), 0, SEEK_SET);
    const auto frame = FrameReader(file.get()).next(batch);
    if (!frame) return frame.error() == Lost::ended ? "ended" : "garbled";
    constexpr std::array names{"info", "rows", "end", "refusal", "failure"};
    return names.at(frame->index());
}

std::string kind_of(std::string_view bytes) {
    Batch batch;
    return kind_of(bytes, batch);
}

std::string frame(FrameType type, std::string_view payload) {
    Encoder out;
    out.number(magic);
    out.number(std::to_underlying(type));
    out.number(static_cast<std::uint32_t>(payload.size()));
    return out.bytes() + std::string(payload);
}

struct Counts {
    std::uint32_t rows = 0;
    std::uint32_t cells = 0;
    std::uint32_t text = 0;
};

std::string rows_payload(const Counts& counts, std::string_view parts) {
    Encoder out;
    out.number(std::uint64_t{10});
    out.number(std::uint64_t{20});
    out.number(counts.rows);
    out.number(counts.cells);
    out.number(counts.text);
    out.number(std::uint32_t{0});
    return out.bytes() + std::string(parts);
}

Batch small_batch() {
    Batch batch;
    batch.start_row(7);
    batch.add_cell(2, CellKind::text, flag_replaced, "Jos\xC3\xA9");
    return batch;
}

TEST(Frames, CarryABatchAndThePosition) {
    const Wire wire;
    ASSERT_TRUE(FrameWriter(wire.end()).rows(small_batch(), {10, 20}));
    wire.rewind();
    Batch batch;

    const auto frame = FrameReader(wire.end()).next(batch);

    ASSERT_TRUE(frame && std::holds_alternative<Rows>(*frame));
    EXPECT_EQ(std::get<Rows>(*frame).position.bytes_total, 20U);
    EXPECT_EQ(tests::rows_text(batch), "7: ||Jos\xC3\xA9[replaced]\n");
}

TEST(Frames, CarryWhatTheFileIs) {
    Info info;
    info.sheets = {{"Members", false, true}, {"Chart", true, false}};
    info.sheet = 1;
    info.date1904 = true;

    const auto back = decode_info(encode_info(info));

    ASSERT_TRUE(back.has_value());
    ASSERT_EQ(back->sheets.size(), 2U);
    EXPECT_EQ(back->sheets[1].name, "Chart");
    EXPECT_TRUE(back->sheets[1].hidden);
    EXPECT_FALSE(back->sheets[1].worksheet);
    EXPECT_EQ(back->sheet, 1U);
    EXPECT_TRUE(back->date1904);
}

TEST(Frames, CarryNotesAndTheLastPosition) {
    const auto back = decode_end(encode_end({{3, 4, true, false}, {5, 6}}));

    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->notes.hidden_rows, 3U);
    EXPECT_EQ(back->notes.blank_rows, 4U);
    EXPECT_TRUE(back->notes.rows_out_of_order);
    EXPECT_FALSE(back->notes.windows_1252);
    EXPECT_EQ(back->position.bytes_read, 5U);
}

TEST(Frames, MakeARefusalsWordsFitForPeople) {
    const auto back = decode_refusal(encode_refusal({Errc::encoding, "a\r\nlog line\xFF", {}}));

    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->message, "a  log line\xEF\xBF\xBD");
}

TEST(Frames, LetARefusalTellOfTheFileOnly) {
    EXPECT_TRUE(decode_refusal(encode_refusal({Errc::resource_limit, "", {}})));
    EXPECT_FALSE(decode_refusal(encode_refusal({Errc::authentication_error, "", {}})));
    EXPECT_FALSE(decode_refusal(encode_refusal({Errc::cancelled, "", {}})));
}

TEST(Frames, AreNothingWhenCutAnywhere) {
    const Wire wire;
    ASSERT_TRUE(FrameWriter(wire.end()).rows(small_batch(), {10, 20}));
    const auto whole = wire.bytes();

    for (std::size_t length = 1; length < whole.size(); ++length) {
        ASSERT_EQ(kind_of(whole.substr(0, length)), "garbled") << length;
    }
    EXPECT_EQ(kind_of(whole), "rows");
    EXPECT_EQ(kind_of(""), "ended");
}

TEST(Frames, AreNothingWhenAnInfoIsCutAnywhere) {
    Info info;
    info.sheets = {{"Members", false, true}};
    const auto payload = encode_info(info);

    for (std::size_t length = 0; length < payload.size(); ++length) {
        ASSERT_EQ(kind_of(frame(FrameType::info, payload.substr(0, length))), "garbled") << length;
    }
    EXPECT_EQ(kind_of(frame(FrameType::info, payload)), "info");
    EXPECT_EQ(kind_of(frame(FrameType::info, payload + "x")), "garbled");
}

struct Case {
    std::string name;
    std::string bytes;
};

class FrameFault : public testing::TestWithParam<Case> {};

TEST_P(FrameFault, IsGarbledAndLeavesNoRows) {
    auto batch = small_batch();

    EXPECT_EQ(kind_of(GetParam().bytes, batch), "garbled");
    EXPECT_TRUE(batch.empty());
}

std::string with_length(FrameType type, std::uint32_t length) {
    Encoder out;
    out.number(magic);
    out.number(std::to_underlying(type));
    out.number(length);
    return out.bytes() + std::string(1000, '\0');
}

std::string info_with(const std::function<void(Encoder&)>& tail) {
    Encoder out;
    out.number(std::uint8_t{1});
    out.number(std::uint8_t{0});
    out.number(',');
    tail(out);
    return frame(FrameType::info, out.bytes());
}

INSTANTIATE_TEST_SUITE_P(
    Bytes,
    FrameFault,
    testing::Values(
        Case{"noise", std::string(100, 'Z')},
        Case{"unknown_type", frame(static_cast<FrameType>(9), "")},
        Case{"a_length_past_every_limit", with_length(FrameType::rows, 0xFFFFFFFF)},
        Case{"small_frame_too_large", with_length(FrameType::info, small_frame_bytes_max + 1)},
        Case{
            "counts_past_the_length",
            frame(FrameType::rows, rows_payload({0x15555556, 0, 0}, ""))},
        Case{"counts_short_of_the_length", frame(FrameType::rows, rows_payload({0, 0, 1}, "ab"))},
        Case{"text_without_cells", frame(FrameType::rows, rows_payload({0, 0, 2}, "ab"))},
        Case{"sheets_that_are_not_there", info_with([](Encoder& out) {
                 out.text("UTF-8");
                 out.number(std::uint32_t{0});
                 out.number(std::uint32_t{0xFFFFFFFF});
             })},
        Case{"a_sheet_past_the_last", info_with([](Encoder& out) {
                 out.text("UTF-8");
                 out.number(std::uint32_t{1});
                 out.number(std::uint32_t{0});
             })},
        Case{"an_unknown_encoding", info_with([](Encoder& out) {
                 out.text("<script>");
                 out.number(std::uint32_t{0});
                 out.number(std::uint32_t{0});
             })}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollcall::sheet::child
