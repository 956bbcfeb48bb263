#include "sheet/child/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <span>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/poll.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"

namespace rollcall::sheet::child {
namespace {

constexpr int first_descriptor = 3;
// A process that has closed its pipe is past everything but the kernel's own tidying.
constexpr int patience_ms = 2000;

#ifdef ROLLCALL_SANITIZED
constexpr bool keeps_standard_error = true;
// The leak check would start a tracer, which the sandbox forbids.
constexpr const char* environment = "ASAN_OPTIONS=detect_leaks=0";
#else
constexpr bool keeps_standard_error = false;
constexpr const char* environment = nullptr;
#endif

void require(int error, const char* context) {
    if (error != 0) throw_errno(context, error);
}

class SpawnActions {
public:
    SpawnActions() { require(::posix_spawn_file_actions_init(&actions_), "start a process"); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
    ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }

    void hand_over(int from, int to) {
        require(::posix_spawn_file_actions_adddup2(&actions_, from, to), "start a process");
    }
    void close(int descriptor) {
        require(::posix_spawn_file_actions_addclose(&actions_, descriptor), "start a process");
    }
    void close_from(int descriptor) {
        require(
            ::posix_spawn_file_actions_addclosefrom_np(&actions_, descriptor), "start a process"
        );
    }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

// A group of its own keeps the terminal's Ctrl-C, which is meant for the server, from the child.
class SpawnAttributes {
public:
    SpawnAttributes() {
        require(::posix_spawnattr_init(&attributes_), "start a process");
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        );
    }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }

    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

// Copies above every number that will be handed out, so that no hand-over overwrites the next.
std::vector<Descriptor> copies_of(std::span<const int> descriptors) {
    const int lowest = first_descriptor + static_cast<int>(descriptors.size());
    std::vector<Descriptor> copies;
    for (const int descriptor : descriptors) {
        copies.emplace_back(::fcntl(descriptor, F_DUPFD_CLOEXEC, lowest));
        if (!copies.back()) throw_errno("copy a descriptor for a process", errno);
    }
    return copies;
}

pid_t spawn(const std::string& program, const char* argument, std::span<const int> descriptors) {
    const auto copies = copies_of(descriptors);
    SpawnActions actions;
    int next = first_descriptor;
    for (const auto& copy : copies)
        actions.hand_over(copy.get(), next++);
    actions.close_from(next);
    actions.close(STDIN_FILENO);
    actions.close(STDOUT_FILENO);
    if (!keeps_standard_error) actions.close(STDERR_FILENO);

    const SpawnAttributes attributes;
    const std::array arguments{
        const_cast<char*>(program.c_str()),
        const_cast<char*>(argument),
        static_cast<char*>(nullptr)};
    const std::array variables{const_cast<char*>(environment), static_cast<char*>(nullptr)};
    pid_t id = -1;
    const int error = ::posix_spawn(
        &id, program.c_str(), actions.get(), attributes.get(), arguments.data(), variables.data()
    );
    require(error, "start a process");
    return id;
}

// glibc 2.36 declares pidfd_open without C linkage.
int open_handle(pid_t id) {
    return static_cast<int>(::syscall(SYS_pidfd_open, id, 0));
}

Ending ending_of(const siginfo_t& facts) {
    if (facts.si_code == CLD_EXITED) return {.exit_code = facts.si_status};
    return {.signal = facts.si_status};
}

}  // namespace

Process::Process(const std::string& program, const char* argument, std::span<const int> descriptors)
    : id_(spawn(program, argument, descriptors)), handle_(open_handle(id_)) {
    if (handle_) return;
    const int error = errno;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
    throw_errno("watch a process", error);
}

Process::~Process() {
    kill();
    wait();
}

void Process::kill() const {
    ::syscall(SYS_pidfd_send_signal, handle_.get(), SIGKILL, nullptr, 0);
}

Ending Process::wait() {
    if (ended_) return ending_;
    pollfd watched{.fd = handle_.get(), .events = POLLIN, .revents = 0};
    int ready = ::poll(&watched, 1, patience_ms);
    while (ready < 0 && errno == EINTR)
        ready = ::poll(&watched, 1, patience_ms);
    const bool lingers = ready != 1;
    if (lingers) kill();
    siginfo_t facts{};
    while (::waitid(P_PIDFD, static_cast<id_t>(handle_.get()), &facts, WEXITED) != 0) {
        if (errno != EINTR) break;
    }
    ended_ = true;
    ending_ = ending_of(facts);
    ending_.lingered = lingers;
    return ending_;
}

}  // namespace rollcall::sheet::child
