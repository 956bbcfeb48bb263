// Users and audit in memory: they work, for tests that ask neither for durability nor for SQL.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/audit.hpp"
#include "access/users.hpp"
#include "base/clock.hpp"

namespace rollcall::tests {

// Used by one thread at a time.
class MemoryUsers final : public access::Users {
public:
    MemoryUsers(const Clock& clock, access::Audit& audit) : clock_(clock), audit_(audit) {}

    Result<void> add(const access::User& user, std::string_view hash, const access::Deed& deed)
        override {
        auto added = user;
        added.epoch = 1;
        added.disabled = false;
        added.created_at = clock_.now();
        if (!users_.try_emplace(user.email, added, std::string(hash)).second) {
            return refuse(Errc::conflict, "there is a user " + user.email + " already");
        }
        ++version_;
        audit_.append(deed);
        return {};
    }
    std::optional<access::KnownUser> find(std::string_view email) override {
        const auto found = users_.find(email);
        if (found == users_.end()) return std::nullopt;
        return found->second;
    }
    std::vector<access::User> list() override {
        std::vector<access::User> users;
        for (const auto& [email, known] : users_)
            users.push_back(known.user);
        return users;
    }

    Result<void>
    set_password(std::string_view email, std::string_view hash, const access::Deed& deed) override {
        return change(email, deed, [&](access::KnownUser& known) {
            known.password_hash = hash;
            ++known.user.epoch;
        });
    }
    Result<void> set_disabled(std::string_view email, bool disabled, const access::Deed& deed)
        override {
        return change(email, deed, [&](access::KnownUser& known) {
            known.user.disabled = disabled;
            ++known.user.epoch;
        });
    }
    Result<void> set_office(
        std::string_view email,
        const access::Office& office,
        const access::Deed& deed
    ) override {
        const auto recorded = change_of(find(email), office, deed);
        return change(email, recorded, [&](access::KnownUser& one) { one.user.office = office; });
    }

    void open(const access::User& user, const access::Session& session, const access::Deed& deed)
        override {
        std::erase_if(sessions_, [&](const auto& one) { return is_forgotten(one.second); });
        sessions_.insert_or_assign(session.id, Open{session, user.email, user.epoch});
        audit_.append(deed);
    }
    Result<access::Refreshed> refresh(const access::RefreshOrder& order) override {
        const auto found = sessions_.find(order.session);
        if (found == sessions_.end()) return signed_out();
        auto& open = found->second;
        const auto& user = users_.at(open.email).user;
        if (open.ended || open.session.expires_at <= clock_.now()) return signed_out();
        if (open.session.refresh_hash != order.shown_hash) {
            end(order.session,
                {.actor = open.email,
                 .origin = std::string(order.origin),
                 .action = "session_stolen",
                 .subject = open.email});
            return signed_out();
        }
        if (user.disabled || user.epoch != open.epoch) return signed_out();
        open.session.refresh_hash = order.next_hash;
        return access::Refreshed{user, ++open.tokens, open.session.expires_at};
    }
    void end(std::string_view id, const access::Deed& deed) override {
        const auto found = sessions_.find(id);
        if (found == sessions_.end() || std::exchange(found->second.ended, true)) return;
        ++version_;
        audit_.append(deed);
    }

    std::int64_t version() override { return version_; }
    access::People everybody() override {
        access::People people{.version = version_, .users = list(), .ended_sessions = {}};
        for (const auto& [id, open] : sessions_) {
            if (open.ended && !is_forgotten(open)) {
                people.ended_sessions.push_back(id);
            }
        }
        return people;
    }

private:
    struct Open {
        access::Session session;
        std::string email;
        std::int64_t epoch = 0;
        std::int64_t tokens = 1;
        bool ended = false;
    };

    bool is_forgotten(const Open& open) const {
        return open.session.expires_at < clock_.now() - std::chrono::minutes{10};
    }
    static std::unexpected<Error> signed_out() {
        return refuse(Errc::authentication_error, "You are signed out; sign in again.");
    }
    template <class Use>
    Result<void> change(std::string_view email, const access::Deed& deed, Use use) {
        const auto found = users_.find(email);
        if (found == users_.end()) {
            return refuse(Errc::not_found, "there is no user " + std::string(email));
        }
        use(found->second);
        ++version_;
        audit_.append(deed);
        return {};
    }

    const Clock& clock_;
    access::Audit& audit_;
    std::map<std::string, access::KnownUser, std::less<>> users_;
    std::map<std::string, Open, std::less<>> sessions_;
    std::int64_t version_ = 1;
};

// Without a queue to take anything in from.
class MemoryAudit final : public access::Audit {
public:
    explicit MemoryAudit(const Clock& clock) : clock_(clock) {}

    void append(const access::Deed& deed) override {
        const auto number = static_cast<std::int64_t>(entries_.size()) + 1;
        access::AuditEntry entry{.number = number, .at = clock_.now(), .deed = deed};
        entry.hash = access::hash_of(entry, entries_.empty() ? "" : entries_.back().hash, "");
        entries_.push_back(std::move(entry));
    }
    std::uint32_t take_in(std::uint32_t /*limit*/) override { return 0; }
    std::vector<access::AuditEntry> list(std::int64_t after, std::uint32_t limit) override {
        std::vector<access::AuditEntry> some;
        for (const auto& entry : entries_) {
            if (entry.number > after && some.size() < limit) some.push_back(entry);
        }
        return some;
    }
    access::AuditProof prove() override {
        return {
            .entries = static_cast<std::int64_t>(entries_.size()),
            .head = entries_.empty() ? "" : entries_.back().hash,
            .findings = {}};
    }

private:
    const Clock& clock_;
    std::vector<access::AuditEntry> entries_;
};

}  // namespace rollcall::tests
