// A shelf around another: a test does something just before a document is put on it or taken off.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "spool/spool.hpp"

namespace rollcall::tests {

class WatchedShelf final : public spool::Shelf {
public:
    explicit WatchedShelf(spool::Shelf& inner) : inner_(inner) {}

    std::unique_ptr<spool::Draft> draft(std::string_view name) override {
        return std::make_unique<WatchedDraft>(inner_.draft(name), before_publish);
    }
    Result<Descriptor> open(std::string_view name) override { return inner_.open(name); }
    std::uint64_t remove(std::string_view name) override {
        before_remove();
        return inner_.remove(name);
    }
    const std::string& scratch() const override { return inner_.scratch(); }

    std::function<void()> before_publish = [] {};
    std::function<void()> before_remove = [] {};

private:
    class WatchedDraft final : public spool::Draft {
    public:
        WatchedDraft(std::unique_ptr<spool::Draft> inner, const std::function<void()>& before)
            : inner_(std::move(inner)), before_(before) {}

        int file() const override { return inner_->file(); }
        void publish() override {
            before_();
            inner_->publish();
        }

    private:
        std::unique_ptr<spool::Draft> inner_;
        const std::function<void()>& before_;
    };

    spool::Shelf& inner_;
};

}  // namespace rollcall::tests
