#include "spool/postgres/postgres_spool.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "db/postgres/transaction.hpp"
#include "spool/names.hpp"
#include "spool/postgres/contents.hpp"
#include "spool/postgres/statements.hpp"
#include "spool/refusals.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::postgres {
namespace {

using db::postgres::Connection;
using db::postgres::Statement;
using db::postgres::Transaction;

// The row of a statement whose columns are a content and its size.
std::optional<Content> read_content(Statement& statement) {
    std::optional<Content> content;
    if (statement.step()) {
        content = Content{statement.integer(0), static_cast<std::uint64_t>(statement.integer(1))};
    }
    statement.reset();
    return content;
}

std::optional<Content> find_in(Connection& connection, std::string_view sha256) {
    return read_content(connection.prepared(statements::find_upload).bind(1, sha256));
}

std::optional<Content> put_name(Connection& connection, const ContentWriter::Written& written) {
    auto earlier = find_in(connection, written.sha256);
    connection.prepared(statements::name_upload)
        .bind(1, written.sha256)
        .bind(2, written.content.number)
        .bind(3, static_cast<std::int64_t>(written.content.size))
        .run();
    return earlier;
}

std::vector<std::string>
uploads_after(db::postgres::Store& store, const std::string& sha256, Instant before) {
    return store.read([&](Connection& connection) {
        std::vector<std::string> names;
        auto& list = connection.prepared(statements::list_uploads);
        list.bind(1, sha256).bind(2, before.time_since_epoch().count());
        while (list.step())
            names.emplace_back(list.text(0));
        list.reset();
        return names;
    });
}

}  // namespace

class PostgresSpool::PostgresIntake final : public Intake {
public:
    PostgresIntake(db::postgres::Store& store, std::uint64_t bytes_max)
        : bytes_max_(bytes_max), writer_(std::make_unique<ContentWriter>(store)) {}

    Result<void> append(std::string_view bytes) override {
        if (!writer_ || bytes.size() > bytes_max_ - writer_->size()) {
            writer_.reset();
            return std::unexpected(too_large(bytes_max_));
        }
        writer_->append(bytes);
        size_ += bytes.size();
        return {};
    }

    std::uint64_t size() const override { return size_; }

    Result<Sealed> seal() override {
        if (!writer_) return std::unexpected(too_large(bytes_max_));
        const auto written = writer_->name(put_name);
        return Sealed{written.sha256, written.content.size};
    }

private:
    std::uint64_t bytes_max_;
    std::uint64_t size_ = 0;
    std::unique_ptr<ContentWriter> writer_;  // none once refused
};

Result<std::unique_ptr<Intake>> PostgresSpool::start(std::uint64_t bytes_max) {
    return std::make_unique<PostgresIntake>(store_, bytes_max);
}

std::optional<Content> PostgresSpool::find(std::string_view sha256) {
    if (!is_sha256(sha256)) return std::nullopt;
    return store_.read([&](Connection& connection) { return find_in(connection, sha256); });
}

bool PostgresSpool::holds(std::string_view sha256) {
    return find(sha256).has_value();
}

Result<Descriptor> PostgresSpool::open(std::string_view sha256) {
    auto content = find(sha256);
    while (content) {
        auto copy = fetch(store_, scratch_, content->number);
        if (auto file = copy.finish(sha256)) return file;
        // Sealed again or removed meanwhile, the bytes under the old number go: no sign of rot.
        const auto now = find(sha256);
        if (now && now->number == content->number) return std::unexpected(upload_corrupt());
        content = now;
    }
    return std::unexpected(upload_not_there());
}

std::uint64_t PostgresSpool::remove(std::string_view sha256) {
    return is_sha256(sha256) ? remove_sealed_before(sha256, std::nullopt) : 0;
}

// The row's lock decides between a sweep and a seal of the same bytes: the one who comes second
// sees what the first has done.
std::uint64_t
PostgresSpool::remove_sealed_before(std::string_view sha256, std::optional<Instant> before) {
    const auto removed = store_.write([&](Connection& connection, const Transaction&) {
        auto& statement = connection.prepared(statements::delete_upload).bind(1, sha256);
        before ? statement.bind(2, before->time_since_epoch().count()) : statement.bind_null(2);
        auto content = read_content(statement);
        if (content) doom(connection, content->number);
        return content;
    });
    if (!removed) return 0;
    remove_doomed(store_, removed->number);
    return removed->size;
}

std::uint64_t
PostgresSpool::sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted) {
    std::uint64_t freed = 0;
    auto names = uploads_after(store_, {}, before);
    while (!names.empty()) {
        for (const auto& sha256 : names) {
            if (!wanted(sha256)) freed += remove_sealed_before(sha256, before);
        }
        names = uploads_after(store_, names.back(), before);
    }
    return freed + remove_leftovers(store_, before);
}

}  // namespace rollcall::spool::postgres
