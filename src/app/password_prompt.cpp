#include "app/password_prompt.hpp"

#include <iostream>
#include <string>

#include <termios.h>
#include <unistd.h>

namespace rollcall::app {
namespace {

// What is typed is not shown while it lives.
class Unseen {
public:
    Unseen() {
        ::tcgetattr(STDIN_FILENO, &before_);
        auto unseen = before_;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;
    ~Unseen() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }

private:
    termios before_{};
};

std::string first_line() {
    std::string line;
    std::getline(std::cin, line);
    return line;
}

std::string line_of(const char* question) {
    std::cerr << question << std::flush;
    auto line = first_line();
    std::cerr << '\n';
    return line;
}

}  // namespace

std::string ask_unseen(const char* question) {
    if (::isatty(STDIN_FILENO) == 0) return first_line();
    const Unseen unseen;
    return line_of(question);
}

Result<std::string> ask_password() {
    if (::isatty(STDIN_FILENO) == 0) return first_line();
    const Unseen unseen;
    auto first = line_of("Password: ");
    if (line_of("Once more: ") == first) return first;
    return refuse(Errc::validation_error, "the two passwords differ");
}

}  // namespace rollcall::app
