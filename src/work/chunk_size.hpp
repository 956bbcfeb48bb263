// How many rows the next chunk takes: as many as commit in about 200 ms.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/limits.hpp"
#include "check/chunk.hpp"

namespace rollcall::work {

class ChunkSize {
public:
    // Starts with so many rows, or with the fewest it ever takes.
    explicit ChunkSize(std::uint64_t rows_first = chunk_rows_first);

    // Whether another batch could make it too large.
    bool full(const check::Chunk& chunk) const {
        return chunk.rows.size() + batch_rows > rows_ || chunk.bytes() >= chunk_bytes_max;
    }

    // Learns from a chunk of so many rows that took so long to commit. Grows at most twofold at a
    // time, so that one quick commit does not make a slow one.
    void learn(std::uint64_t rows, std::chrono::milliseconds took);

    std::uint64_t rows() const { return rows_; }

private:
    std::uint64_t rows_;
};

}  // namespace rollcall::work
