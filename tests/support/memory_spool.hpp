// A spool that keeps its bytes in memory: what it seals can be looked at. Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "base/failure.hpp"
#include "base/guarded.hpp"
#include "base/hash.hpp"
#include "spool/spool.hpp"

namespace rollcall::tests {

class MemorySpool final : public spool::Spool {
public:
    using Files = std::map<std::string, std::string, std::less<>>;

    Result<std::unique_ptr<spool::Intake>> start(std::uint64_t bytes_max) override {
        return std::make_unique<MemoryIntake>(*this, bytes_max);
    }
    Result<Descriptor> open(std::string_view) override {
        return refuse(Errc::not_found, "What lies in memory has no descriptor.");
    }
    bool holds(std::string_view sha256) override { return sealed().contains(sha256); }
    bool is_shared() const override { return false; }
    std::uint64_t remove(std::string_view sha256) override {
        return files_.with([&](Files& files) -> std::uint64_t {
            const auto found = files.find(sha256);
            if (found == files.end()) return 0;
            const auto freed = found->second.size();
            files.erase(found);
            return freed;
        });
    }
    std::uint64_t sweep(Instant, const std::function<bool(std::string_view sha256)>& wanted)
        override {
        std::uint64_t freed = 0;
        for (const auto& [sha256, bytes] : sealed()) {
            if (!wanted(sha256)) freed += remove(sha256);
        }
        return freed;
    }

    // Sealed bytes by SHA-256.
    Files sealed() const {
        return files_.with([](const Files& files) { return files; });
    }
    // Intakes that are there and not sealed.
    int open_intakes() const { return open_intakes_; }
    // Whether sealing fails, as it does on a broken disk.
    std::atomic<bool> is_broken = false;
    // Where an intake went away last that was not sealed.
    std::thread::id dropped_on() const { return dropped_on_; }

private:
    class MemoryIntake final : public spool::Intake {
    public:
        MemoryIntake(MemorySpool& spool, std::uint64_t bytes_max)
            : spool_(spool), bytes_max_(bytes_max) {
            ++spool_.open_intakes_;
        }
        ~MemoryIntake() override {
            if (is_open_) spool_.dropped_on_ = std::this_thread::get_id();
            end();
        }
        MemoryIntake(const MemoryIntake&) = delete;
        MemoryIntake& operator=(const MemoryIntake&) = delete;

        Result<void> append(std::string_view bytes) override {
            if (bytes_.size() + bytes.size() > bytes_max_) {
                return refuse(Errc::file_too_large_upload, "The file is too large.");
            }
            bytes_ += bytes;
            return {};
        }
        std::uint64_t size() const override { return bytes_.size(); }
        Result<spool::Sealed> seal() override {
            if (spool_.is_broken) throw Failure("cannot rename");
            end();
            spool::Sealed sealed{sha256_hex(bytes_), bytes_.size()};
            spool_.files_.with([&](Files& files) { files[sealed.sha256] = std::move(bytes_); });
            return sealed;
        }

    private:
        void end() {
            if (std::exchange(is_open_, false)) --spool_.open_intakes_;
        }

        MemorySpool& spool_;
        std::uint64_t bytes_max_;
        std::string bytes_;
        bool is_open_ = true;
    };

    Guarded<Files> files_;
    std::atomic<int> open_intakes_{0};
    std::atomic<std::thread::id> dropped_on_;
};

}  // namespace rollcall::tests
