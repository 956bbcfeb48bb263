// What a server sends, as replies.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/redis/reply.hpp"

struct redisReader;

namespace rollcall::db::redis {

// So much a single reply may hold: whoever sends more is no Redis that we asked.
struct ReplyLimits {
    std::size_t bytes = 64UL << 20U;
    std::size_t items = 1'000'000;
};

// hiredis' reader. Used by one thread at a time.
class ReplyReader {
public:
    explicit ReplyReader(ReplyLimits limits = {});
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;
    ~ReplyReader();

    void feed(std::string_view bytes);
    // The next whole reply; nothing: more bytes are needed. Refuses what is not RESP2 or beyond the
    // limits, and from then on everything.
    Result<std::optional<Reply>> next();
    // Neither a whole reply waits nor the beginning of one.
    bool is_empty() const { return waiting_bytes_ == 0; }

    // What the reader's callbacks fill.
    struct Build;

private:
    struct Free {
        void operator()(redisReader* reader) const;
    };

    ReplyLimits limits_;
    std::size_t waiting_bytes_ = 0;
    std::unique_ptr<Build> build_;
    std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace rollcall::db::redis
