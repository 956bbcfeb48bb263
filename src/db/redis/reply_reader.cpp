#include "db/redis/reply_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <hiredis/read.h>

#include "base/assert.hpp"
#include "base/result.hpp"
#include "db/redis/reply.hpp"

namespace rollcall::db::redis {

struct ReplyReader::Build {
    std::size_t items_max;
    std::size_t items = 0;
    Reply root;
};

namespace {

// The server says how many there will be before it sends one: so many get their place beforehand.
constexpr std::size_t reserve_max = 1'024;

// Where the reply belongs: an array's items come one after the other, so that the address of the
// last stays as long as something is put into it. Null ends the reading.
Reply* place(const redisReadTask* task, Reply::Kind kind) {
    auto& build = *static_cast<ReplyReader::Build*>(task->privdata);
    if (++build.items > build.items_max) return nullptr;
    Reply* reply = &build.root;
    if (task->parent != nullptr) {
        reply = &static_cast<Reply*>(task->parent->obj)->items.emplace_back();
    }
    reply->kind = kind;
    return reply;
}

void* make_text(const redisReadTask* task, char* bytes, std::size_t length) {
    const bool is_error = task->type == REDIS_REPLY_ERROR;
    auto* reply = place(task, is_error ? Reply::Kind::error : Reply::Kind::text);
    if (reply != nullptr) reply->text.assign(bytes, length);
    return reply;
}

void* make_array(const redisReadTask* task, int count) {
    auto* reply = place(task, Reply::Kind::array);
    if (reply != nullptr) {
        reply->items.reserve(std::min(static_cast<std::size_t>(std::max(count, 0)), reserve_max));
    }
    return reply;
}

void* make_integer(const redisReadTask* task, long long value) {
    auto* reply = place(task, Reply::Kind::integer);
    if (reply != nullptr) reply->integer = value;
    return reply;
}

void* make_nil(const redisReadTask* task) {
    return place(task, Reply::Kind::nil);
}

// The root is the reader's own.
void leave(void* /*reply*/) {}

redisReplyObjectFunctions functions{
    .createString = make_text,
    .createArray = make_array,
    .createInteger = make_integer,
    .createNil = make_nil,
    .freeObject = leave};

}  // namespace

void ReplyReader::Free::operator()(redisReader* reader) const {
    redisReaderFree(reader);
}

ReplyReader::ReplyReader(ReplyLimits limits)
    : limits_(limits),
      build_(std::make_unique<Build>(limits.items, 0, Reply{})),
      reader_(redisReaderCreateWithFunctions(&functions)) {
    ROLLCALL_ASSERT(reader_ != nullptr);
    reader_->privdata = build_.get();
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
    waiting_bytes_ += bytes.size();
    redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<std::optional<Reply>> ReplyReader::next() {
    void* done = nullptr;
    if (redisReaderGetReply(reader_.get(), &done) != REDIS_OK) {
        if (build_->items > limits_.items) {
            return refuse(Errc::internal_error, "a reply of too many items");
        }
        return refuse(Errc::internal_error, reader_->errstr);
    }
    const auto unread = reader_->len - reader_->pos;
    if (done == nullptr) {
        if (waiting_bytes_ > limits_.bytes) {
            return refuse(Errc::internal_error, "a reply of too many bytes");
        }
        return std::nullopt;
    }
    waiting_bytes_ = unread;
    build_->items = 0;
    return std::exchange(build_->root, Reply{});
}

}  // namespace rollcall::db::redis
