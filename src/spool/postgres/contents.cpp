#include "spool/postgres/contents.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/failure.hpp"
#include "base/limits.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/copy.hpp"
#include "db/postgres/store.hpp"
#include "db/postgres/transaction.hpp"
#include "spool/postgres/statements.hpp"
#include "spool/quietly.hpp"
#include "spool/scratch.hpp"

namespace rollcall::spool::postgres {
namespace {

using db::postgres::Connection;
using db::postgres::CopyIn;
using db::postgres::Store;
using db::postgres::Transaction;

constexpr std::size_t piece_bytes = 256 * kib;
// So many go into one transaction, and come back at once.
constexpr std::size_t batch_pieces = 16;
constexpr std::size_t buffer_bytes = batch_pieces * piece_bytes;

std::int64_t milliseconds(Instant at) {
    return at.time_since_epoch().count();
}

ContentNumber begin(Store& store) {
    return store.write([](Connection& connection, const Transaction&) {
        auto& insert = connection.prepared(statements::begin_content);
        insert.step();
        const auto number = insert.integer(0);
        insert.reset();
        return number;
    });
}

void touch(Connection& connection, ContentNumber number) {
    auto& touched = connection.prepared(statements::touch_content);
    if (touched.bind(1, number).run() == 1) return;
    throw Failure("an upload got no bytes for so long that what had come of it was removed");
}

struct Pieces {
    ContentNumber content = 0;
    std::int32_t first = 0;
    std::string_view bytes;
};

void copy_in(Connection& connection, Pieces pieces) {
    // Not waited for: the transaction that names the content is, and it comes later in the log.
    connection.execute("SET LOCAL synchronous_commit = off");
    touch(connection, pieces.content);
    CopyIn copy(connection, "COPY file_piece (content, number, bytes) FROM STDIN (FORMAT binary)");
    while (!pieces.bytes.empty()) {
        const auto piece = pieces.bytes.substr(0, piece_bytes);
        copy.row(3).put(pieces.content).put32(pieces.first++).put(piece);
        pieces.bytes.remove_prefix(piece.size());
    }
    copy.finish();
}

// A server that crashed may have lost the last pieces, whose commits nobody waited for.
void check_whole(Connection& connection, const Content& content, std::int64_t pieces) {
    auto& measure = connection.prepared(statements::measure_content);
    measure.bind(1, content.number).step();
    const auto there = measure.integer(0);
    const auto bytes = static_cast<std::uint64_t>(measure.integer(1));
    measure.reset();
    if (there == pieces && bytes == content.size) return;
    throw Failure(
        "of " + std::to_string(content.size) + " bytes the database has " + std::to_string(bytes) +
            ": it was started again while they came",
        Broken::database
    );
}

struct Leftover {
    ContentNumber number = 0;
    std::uint64_t bytes = 0;
};

std::vector<Leftover> find_leftovers(Store& store, Instant before) {
    return store.read([&](Connection& connection) {
        std::vector<Leftover> found;
        auto& find = connection.prepared(statements::find_leftovers);
        find.bind(1, milliseconds(before));
        while (find.step())
            found.push_back({find.integer(0), static_cast<std::uint64_t>(find.integer(1))});
        find.reset();
        return found;
    });
}

bool doom_leftover(Store& store, ContentNumber number, Instant before) {
    return store.write([&](Connection& connection, const Transaction&) {
        auto& doomed = connection.prepared(statements::doom_leftover);
        return doomed.bind(1, number).bind(2, milliseconds(before)).run() == 1;
    });
}

}  // namespace

ContentWriter::ContentWriter(Store& store)
    : store_(store),
      buffer_(std::make_unique_for_overwrite<char[]>(buffer_bytes)),  // NOLINT: see the header
      number_(begin(store)) {}

ContentWriter::~ContentWriter() {
    if (number_ == 0) return;
    quietly("what came of an upload could not be removed", [this] {
        store_.write([this](Connection& connection, const Transaction&) {
            doom(connection, number_);
        });
        remove_doomed(store_, number_);
    });
}

void ContentWriter::append(std::string_view bytes) {
    ROLLCALL_ASSERT(number_ != 0);
    sha_.update(bytes);
    size_ += bytes.size();
    while (!bytes.empty()) {
        const auto step = bytes.substr(0, buffer_bytes - buffered_);
        std::memcpy(buffer_.get() + buffered_, step.data(), step.size());
        buffered_ += step.size();
        bytes.remove_prefix(step.size());
        if (buffered_ == buffer_bytes) flush();
    }
}

void ContentWriter::flush() {
    if (buffered_ == 0) return;
    const Pieces pieces{number_, next_piece_, {buffer_.get(), buffered_}};
    store_.write([&](Connection& connection, const Transaction&) { copy_in(connection, pieces); });
    next_piece_ += static_cast<std::int32_t>((buffered_ + piece_bytes - 1) / piece_bytes);
    buffered_ = 0;
}

ContentWriter::Written ContentWriter::name(const Use& use) {
    ROLLCALL_ASSERT(number_ != 0);
    flush();
    Written written{{number_, size_}, sha_.finish_hex()};
    const auto replaced = store_.write([&](Connection& connection, const Transaction&) {
        touch(connection, number_);
        check_whole(connection, written.content, next_piece_);
        auto earlier = use(connection, written);
        if (earlier) doom(connection, earlier->number);
        return earlier;
    });
    number_ = 0;
    if (replaced) remove_doomed(store_, replaced->number);
    return written;
}

FetchedCopy fetch(Store& store, const Scratch& scratch, ContentNumber number) {
    FetchedCopy copy(scratch);
    std::int64_t next = 0;
    for (bool is_more = true; is_more;) {
        // Run again on another connection, it goes on behind the last piece that arrived.
        is_more = store.read([&](Connection& connection) {
            auto& read = connection.prepared(statements::read_pieces);
            read.bind(1, number).bind(2, next).bind(3, std::int64_t{batch_pieces});
            std::size_t got = 0;
            for (; read.step(); ++got, ++next) {
                const int error = copy.append(read.bytes(0));
                if (error != 0) throw_errno("fetch a stored file", error);
            }
            read.reset();
            return got == batch_pieces;
        });
    }
    return copy;
}

void doom(Connection& connection, ContentNumber number) {
    connection.prepared(statements::doom_content).bind(1, number).run();
}

void remove_doomed(Store& store, ContentNumber number) {
    for (std::int64_t deleted = 1; deleted > 0;) {
        deleted = store.write([&](Connection& connection, const Transaction&) {
            return connection.prepared(statements::delete_pieces).bind(1, number).run();
        });
    }
    store.write([&](Connection& connection, const Transaction&) {
        connection.prepared(statements::delete_content).bind(1, number).run();
    });
}

std::uint64_t remove_leftovers(Store& store, Instant before) {
    std::uint64_t freed = 0;
    for (const auto& [number, bytes] : find_leftovers(store, before)) {
        if (!doom_leftover(store, number, before)) continue;
        remove_doomed(store, number);
        freed += bytes;
    }
    return freed;
}

}  // namespace rollcall::spool::postgres
