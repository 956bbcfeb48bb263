#include "app/user_desk.hpp"

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>

#include "access/passwords.hpp"
#include "app/local_commands.hpp"
#include "app/stores.hpp"
#include "app/workplace.hpp"
#include "base/calendar.hpp"
#include "cli/client.hpp"
#include "event/bus.hpp"

namespace rollcall::app {
namespace {

namespace json = boost::json;

json::object body_of(const access::Office& office) {
    return {
        {"role", access::to_string(office.role)},
        {"province_code", office.province_code},
        {"municipal_code", office.municipality_code}};
}

class StoreDesk final : public UserDesk {
public:
    static Result<std::unique_ptr<UserDesk>> open(const Settings& settings, Workplace place) {
        std::unique_ptr<StoreDesk> desk(new StoreDesk(std::move(place)));
        auto stores = open_stores(settings, {desk->place_.path(), desk->bus_});
        if (!stores) return std::unexpected(stores.error());
        desk->stores_ = *std::move(stores);
        desk->accounts_ = std::make_unique<access::Accounts>(access::Accounts::Parts{
            desk->stores_->users(), desk->passwords_, [] {}});
        return desk;
    }

    Result<void> add(const access::Accounts::Account& account) override {
        return accounts_->add(account, carer_);
    }
    Result<void> set_password(const std::string& email, const std::string& password) override {
        return accounts_->set_password(email, password, carer_);
    }
    Result<void> set_office(const std::string& email, const access::Office& office) override {
        return accounts_->set_office(email, office, carer_);
    }
    Result<void> set_disabled(const std::string& email, bool disabled) override {
        return accounts_->set_disabled(email, disabled, carer_);
    }
    Result<json::array> list() override {
        json::array list;
        for (const auto& user : accounts_->list()) {
            auto line = body_of(user.office);
            line["email"] = user.email;
            line["disabled"] = user.disabled;
            line["created_at"] = to_iso_time(user.created_at);
            list.push_back(std::move(line));
        }
        return list;
    }

private:
    explicit StoreDesk(Workplace place) : place_(std::move(place)) {}

    const Workplace place_;
    event::Bus bus_;
    std::unique_ptr<Stores> stores_;
    const access::Passwords passwords_;
    std::unique_ptr<access::Accounts> accounts_;
    const access::Carer carer_{.id = typist()};
};

class ServerDesk final : public UserDesk {
public:
    explicit ServerDesk(cli::ServerOptions server)
        : client_(std::move(server), [](std::chrono::milliseconds) { return false; }) {}

    Result<void> add(const access::Accounts::Account& account) override {
        auto body = body_of(account.office);
        body["email"] = account.email;
        body["password"] = account.password;
        return post("", body);
    }
    Result<void> set_password(const std::string& email, const std::string& password) override {
        return post(of(email, "password"), {{"password", password}});
    }
    Result<void> set_office(const std::string& email, const access::Office& office) override {
        return post(of(email, "role"), body_of(office));
    }
    Result<void> set_disabled(const std::string& email, bool disabled) override {
        return post(of(email, disabled ? "disable" : "enable"), {});
    }
    Result<json::array> list() override {
        auto data = client_.get(users);
        if (!data) return std::unexpected(data.error());
        auto* list = data->if_contains("users");
        if (list == nullptr || !list->is_array()) {
            return refuse(Errc::internal_error, "the server's answer is not of the expected form");
        }
        return std::move(list->get_array());
    }

private:
    static constexpr const char* users = "/api/v1/auth/users";

    // Any address as one segment of a path.
    static std::string of(std::string_view email, std::string_view verb) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string path = "/";
        for (const char c : email) {
            const auto byte = static_cast<unsigned char>(c);
            path += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
        return path.append("/").append(verb);
    }
    Result<void> post(const std::string& path, const json::object& body) {
        const auto data = client_.post(users + path, body);
        if (!data) return std::unexpected(data.error());
        return {};
    }

    cli::Client client_;
};

}  // namespace

Result<std::unique_ptr<UserDesk>> open_user_desk(const Settings& settings) {
    auto place = Workplace::take(settings);
    if (place) return StoreDesk::open(settings, *std::move(place));
    const auto server = local_server(settings);
    if (place.error().code != Errc::conflict || server.empty()) {
        return std::unexpected(place.error());
    }
    return std::make_unique<ServerDesk>(cli::ServerOptions{
        .url = server, .token = local_token(settings)});
}

}  // namespace rollcall::app
