// A loader, and a ledger, around others: each call goes through `around(verb, call)`, which decides
// what becomes of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "load/ledger.hpp"
#include "load/loader.hpp"

namespace rollcall::load {

template <class Around>
class WrappedLoad final : public Load {
public:
    WrappedLoad(std::unique_ptr<Load> real, Around& around)
        : real_(std::move(real)), around_(around) {}

    const Cursor& cursor() const override { return real_->cursor(); }
    Result<void> append(check::Chunk& chunk) override {
        return around_("append", [&] { return real_->append(chunk); });
    }
    Result<void> note_facts(const std::string& facts_json) override {
        return around_("note_facts", [&] { return real_->note_facts(facts_json); });
    }

private:
    std::unique_ptr<Load> real_;
    Around& around_;
};

// `Around` calls `call()` and returns its result, or throws. What is wrapped outlives this, and
// this its loads.
template <class Around>
class WrappedLoader : public Loader {
public:
    WrappedLoader(Loader& real, Around around) : real_(real), around_(std::move(around)) {}

    Result<std::unique_ptr<Load>> begin(const Plan& plan) override {
        return around_("begin", [&]() -> Result<std::unique_ptr<Load>> {
            auto load = real_.begin(plan);
            if (!load) return load;
            return std::make_unique<WrappedLoad<Around>>(*std::move(load), around_);
        });
    }

protected:
    const Around& around() const { return around_; }

private:
    Loader& real_;
    Around around_;
};

template <class Around>
class WrappedLedger final : public Ledger {
public:
    WrappedLedger(Ledger& real, Around around) : real_(real), around_(std::move(around)) {}

    std::optional<JobLedger> find(const JobId& job) override {
        return around_("find ledger", [&] { return real_.find(job); });
    }
    std::unique_ptr<RowCursor> rows(const JobId& job, const RowQuery& query) override {
        return around_("read ledger", [&] { return real_.rows(job, query); });
    }
    Result<void> verify(const JobId& job) override {
        return around_("verify ledger", [&] { return real_.verify(job); });
    }
    void forget(const JobId& job) override {
        around_("forget ledger", [&] { real_.forget(job); });
    }

private:
    Ledger& real_;
    Around around_;
};

}  // namespace rollcall::load
