#include "spool/postgres/postgres_shelf.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "db/postgres/transaction.hpp"
#include "spool/bytes.hpp"
#include "spool/names.hpp"
#include "spool/postgres/contents.hpp"
#include "spool/postgres/statements.hpp"
#include "spool/refusals.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::postgres {
namespace {

using db::postgres::Connection;
using db::postgres::Store;
using db::postgres::Transaction;

std::optional<ContentWriter::Written> find_in(Connection& connection, std::string_view name) {
    std::optional<ContentWriter::Written> found;
    auto& find = connection.prepared(statements::find_document).bind(1, name);
    if (find.step()) {
        found.emplace();
        found->content = {find.integer(0), static_cast<std::uint64_t>(find.integer(1))};
        found->sha256 = find.text(2);
    }
    find.reset();
    return found;
}

auto find(Store& store, std::string_view name) {
    return store.read([&](Connection& connection) { return find_in(connection, name); });
}

}  // namespace

class PostgresShelf::PostgresDraft final : public Draft {
public:
    PostgresDraft(PostgresShelf& shelf, std::string_view name)
        : store_(shelf.store_), name_(name), file_(shelf.scratch_.make()) {}

    int file() const override { return file_.get(); }

    void publish() override {
        ROLLCALL_ASSERT(file_);
        ContentWriter writer(store_);
        read_from_start(file_.get(), [&](std::string_view bytes) { writer.append(bytes); });
        writer.name([this](Connection& connection, const ContentWriter::Written& written) {
            return put_name(connection, written);
        });
        file_.reset();
    }

private:
    std::optional<Content> put_name(Connection& connection, const ContentWriter::Written& written)
        const {
        const auto earlier = find_in(connection, name_);
        connection.prepared(statements::name_document)
            .bind(1, name_)
            .bind(2, written.content.number)
            .bind(3, static_cast<std::int64_t>(written.content.size))
            .bind(4, written.sha256)
            .run();
        if (!earlier) return std::nullopt;
        return earlier->content;
    }

    Store& store_;
    std::string name_;
    Descriptor file_;  // none once published
};

std::unique_ptr<Draft> PostgresShelf::draft(std::string_view name) {
    ROLLCALL_ASSERT(is_document_name(name));
    return std::make_unique<PostgresDraft>(*this, name);
}

Result<Descriptor> PostgresShelf::open(std::string_view name) {
    if (!is_document_name(name)) return std::unexpected(document_not_there());
    auto document = find(store_, name);
    while (document) {
        auto copy = fetch(store_, scratch_, document->content.number);
        if (auto file = copy.finish(document->sha256)) return file;
        // Published again or removed meanwhile, the old bytes go: no sign of rot.
        auto now = find(store_, name);
        if (now && now->content.number == document->content.number) {
            return std::unexpected(document_corrupt());
        }
        document = std::move(now);
    }
    return std::unexpected(document_not_there());
}

std::uint64_t PostgresShelf::remove(std::string_view name) {
    if (!is_document_name(name)) return 0;
    const auto removed = store_.write([&](Connection& connection, const Transaction&) {
        std::optional<Content> content;
        auto& statement = connection.prepared(statements::delete_document).bind(1, name);
        if (statement.step()) {
            content = {statement.integer(0), static_cast<std::uint64_t>(statement.integer(1))};
        }
        statement.reset();
        if (content) doom(connection, content->number);
        return content;
    });
    if (!removed) return 0;
    remove_doomed(store_, removed->number);
    return removed->size;
}

}  // namespace rollcall::spool::postgres
