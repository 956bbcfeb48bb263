// A schema of its own in the test cluster (tools/postgres.py), for one test.
#pragma once

#include <atomic>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "db/postgres/connection.hpp"

namespace rollcall::tests {

// Whether there is a cluster to test with; else tests skip and say why.
inline bool has_postgres() {
    return std::getenv("ROLLCALL_TEST_POSTGRES") != nullptr;  // NOLINT(concurrency-mt-unsafe)
}

inline constexpr const char* no_postgres =
    "no PostgreSQL: run this by `tools/postgres.py run …`, as ./dev test does";

// Needs has_postgres().
class PostgresSchema {
public:
    PostgresSchema() : server_(std::getenv("ROLLCALL_TEST_POSTGRES")) {  // NOLINT
        static std::atomic<int> count = 0;
        name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(count++);
        db::postgres::Connection(server_).execute("CREATE SCHEMA " + name_);
    }
    PostgresSchema(const PostgresSchema&) = delete;
    PostgresSchema& operator=(const PostgresSchema&) = delete;
    ~PostgresSchema() {
        db::postgres::Connection(server_).execute("DROP SCHEMA " + name_ + " CASCADE");
    }

    const std::string& name() const { return name_; }
    // A URL whose unqualified tables are those of the schema.
    std::string url() const { return server_ + "?options=-csearch_path%3D" + name_; }

private:
    std::string server_;
    std::string name_;
};

// A fixture whose tests need PostgreSQL.
class PostgresTest : public testing::Test {
protected:
    void SetUp() override {
        if (!has_postgres()) GTEST_SKIP() << no_postgres;
        schema_ = std::make_unique<PostgresSchema>();
    }
    std::string url() const { return schema_->url(); }

private:
    std::unique_ptr<PostgresSchema> schema_;
};

}  // namespace rollcall::tests
