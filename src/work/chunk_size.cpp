#include "work/chunk_size.hpp"

#include <algorithm>

namespace rollcall::work {
namespace {

constexpr std::uint64_t rows_min = 200;

}  // namespace

ChunkSize::ChunkSize(std::uint64_t rows_first) : rows_(std::max(rows_first, rows_min)) {}

void ChunkSize::learn(std::uint64_t rows, std::chrono::milliseconds took) {
    if (rows == 0) return;
    const auto milliseconds = std::max<std::int64_t>(took.count(), 1);
    const auto fitting = rows * chunk_commit_aim_ms / static_cast<std::uint64_t>(milliseconds);
    const auto most = std::min<std::uint64_t>(rows_ * 2, chunk_rows_max);
    rows_ = std::clamp(fitting, rows_min, most);
}

}  // namespace rollcall::work
