// The frames of the reader child's pipe; docs/formats/reader-pipe.md is their grammar.
//
// The sender is trusted in nothing: every length is checked before it is believed, every text
// before it is handed on.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <variant>
#include <vector>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {

// As wide as it stands in the pipe, so that no other number can be taken for one of these.
// NOLINTNEXTLINE(performance-enum-size)
enum class FrameType : std::uint32_t { info = 1, rows, end, refusal, failure };

// Rows came, into the batch, and the reader stands here.
struct Rows {
    Position position;
};

struct End {
    Notes notes;
    Position position;
};

using Frame = std::variant<Info, Rows, End, Error, Failure>;

// Why there is no frame.
enum class Lost : std::uint8_t {
    ended,    // the pipe is closed between two frames
    garbled,  // what came is not a frame, or is cut off
};

// Writes frames. Throws Failure when the pipe is gone; what no frame can carry is refused with
// RESOURCE_LIMIT.
class FrameWriter {
public:
    explicit FrameWriter(int pipe) : pipe_(pipe) {}

    Result<void> info(const Info& info);
    Result<void> rows(const Batch& batch, const Position& position) const;
    void end(const Notes& notes, const Position& position);
    void refusal(const Error& error);
    void failure(const Failure& failure);

private:
    void send(FrameType type, const std::string& payload) const;

    int pipe_;
};

// Reads frames; its buffers are the batch's own, so that rows are copied out of the pipe only once.
class FrameReader {
public:
    explicit FrameReader(int pipe) : pipe_(pipe) {}

    // Waits for the next frame. The batch is filled by Rows and cleared by all else.
    std::expected<Frame, Lost> next(Batch& batch);

private:
    std::expected<Frame, Lost> rows(std::uint32_t length, Batch& batch) const;

    int pipe_;
};

}  // namespace rollcall::sheet::child
