// Loads members into the embedded database.
#pragma once

#include <memory>

#include "db/sqlite/store.hpp"
#include "load/loader.hpp"

namespace rollcall::load::sqlite {

// Needs: the tables of `migrations()`. Times in its tables are the database's clock's.
class SqliteLoader final : public Loader {
public:
    explicit SqliteLoader(db::sqlite::Store& store);
    ~SqliteLoader() override;

    Result<std::unique_ptr<Load>> begin(const Plan& plan) override;

private:
    class SqliteLoad;
    struct Tools;

    Tools& tools(db::sqlite::Connection& connection);

    db::sqlite::Store& store_;
    // Statements on the store's writing connection: touched only while it is held. They are kept
    // over all jobs, since preparing them takes as long as some hundred rows.
    std::unique_ptr<Tools> tools_;
};

}  // namespace rollcall::load::sqlite
