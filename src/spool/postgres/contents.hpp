// Bytes as rows: written in short transactions under a number, named in the last one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/hash.hpp"
#include "db/postgres/postgres.hpp"
#include "spool/scratch.hpp"

namespace rollcall::spool::postgres {

using ContentNumber = std::int64_t;

// What stands in the database under a name.
struct Content {
    ContentNumber number = 0;
    std::uint64_t size = 0;
};

// Writes one content. Used by one thread at a time. Going away before `name` leaves nothing; what
// it cannot remove then is a leftover.
class ContentWriter {
public:
    explicit ContentWriter(db::postgres::Store& store);
    ContentWriter(const ContentWriter&) = delete;
    ContentWriter& operator=(const ContentWriter&) = delete;
    ~ContentWriter();

    // Throws Failure when the database does not take it.
    void append(std::string_view bytes);
    std::uint64_t size() const { return size_; }

    struct Written {
        Content content;
        std::string sha256;
    };
    // Puts a name on it by `use`, in a transaction that made sure that every byte is there; durable
    // afterwards. `use` returns the content that had the name before: that is removed. Once.
    using Use = std::function<std::optional<Content>(db::postgres::Connection&, const Written&)>;
    Written name(const Use& use);

private:
    void flush();

    db::postgres::Store& store_;
    std::unique_ptr<char[]> buffer_;  // NOLINT(modernize-avoid-c-arrays): left uninitialised
    std::size_t buffered_ = 0;
    std::uint64_t size_ = 0;
    std::int32_t next_piece_ = 0;
    Sha256 sha_;
    ContentNumber number_ = 0;  // none is 0
};

// Copies all pieces that are there; too few when somebody removes them meanwhile. Throws Failure.
FetchedCopy fetch(db::postgres::Store& store, const Scratch& scratch, ContentNumber number);

// Nobody may add to it any more. Within the transaction that took its name.
void doom(db::postgres::Connection& connection, ContentNumber number);

// Removes what is doomed, in short transactions.
void remove_doomed(db::postgres::Store& store, ContentNumber number);

// Removes what has no name and got no bytes since `before`: halves whose program died. The bytes
// freed.
std::uint64_t remove_leftovers(db::postgres::Store& store, Instant before);

}  // namespace rollcall::spool::postgres
