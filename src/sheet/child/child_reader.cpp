#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <expected>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/batch.hpp"
#include "sheet/child/child.hpp"
#include "sheet/child/frame.hpp"
#include "sheet/child/process.hpp"
#include "sheet/child/request.hpp"
#include "sheet/child/serve.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {
namespace {

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe for the reader", errno);
    Pipe pipe{.read = Descriptor(ends[0]), .write = Descriptor(ends[1])};
    // Two batches in flight keep both processes busy; where the system gives no more, it is slower.
    ::fcntl(pipe.write.get(), F_SETPIPE_SZ, static_cast<int>(mib));
    return pipe;
}

Descriptor make_spill(const std::string& folder) {
    Descriptor spill(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (spill) return spill;
    if (errno != EOPNOTSUPP && errno != EISDIR) throw_errno("spill file for the reader", errno);
    // A file system without nameless files: the name is gone before anything is written.
    auto name = folder + "/spill-XXXXXX";
    spill = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
    if (!spill) throw_errno("spill file for the reader", errno);
    ::unlink(name.c_str());
    return spill;
}

Error resource_limit(const ReaderLimits& limits) {
    return {
        .code = Errc::resource_limit,
        .message = "reading the file takes more memory or time than it may (" +
                   with_commas(limits.child_memory_bytes / mib) + " MB, " +
                   with_commas(limits.child_cpu_seconds) +
                   " s of a processor for each 100 MB): split it into smaller files",
        .subject = {}};
}

Error crashed(const std::string& how) {
    return {
        .code = Errc::reader_crashed,
        .message = "the reader stopped on this file (" + how +
                   "): open it in a spreadsheet program and save it again as .xlsx",
        .subject = {}};
}

Error error_of(const Ending& ending, const ReaderLimits& limits) {
    if (ending.lingered) return crashed("it hung");
    const bool by_limit = ending.signal == SIGXCPU || ending.signal == SIGXFSZ ||
                          ending.signal == SIGKILL || ending.exit_code == exit_out_of_memory;
    if (by_limit) return resource_limit(limits);
    if (ending.signal != 0) return crashed("signal " + std::to_string(ending.signal));
    return crashed("exit code " + std::to_string(ending.exit_code));
}

class PipedReader final : public ChildReader {
public:
    PipedReader(int file, const Descriptor& spill, Pipe pipe, const ChildOptions& options)
        : limits_(options.open.limits),
          process_(start(file, spill, pipe.write, options)),
          pipe_(std::move(pipe.read)),
          frames_(pipe_.get()),
          stop_(options.stop, Canceller{this}) {}

    // Waits until the child has told what the file is.
    Result<void> open();

    const Info& info() const override { return info_; }
    Result<bool> next(Batch& batch) override;
    Position position() const override { return position_; }
    Notes notes() const override { return notes_; }
    void cancel() override;

private:
    struct Canceller {
        PipedReader* reader;
        void operator()() const { reader->cancel(); }
    };

    static Process start(
        int file,
        const Descriptor& spill,
        const Descriptor& answers,
        const ChildOptions& options
    );

    Result<Frame> frame(Batch& batch);
    Result<void> take(const Rows& rows, const Batch& batch);
    std::unexpected<Error> fail(Error error);
    Error lost(Lost lost);

    ReaderLimits limits_;
    std::atomic<bool> cancelled_ = false;
    Process process_;
    Descriptor pipe_;
    FrameReader frames_;
    Info info_;
    Position position_;
    Notes notes_;
    std::uint64_t rows_ = 0;
    std::uint64_t text_bytes_ = 0;
    std::optional<Error> refusal_;
    bool ended_ = false;
    // The last member: once it is gone, nobody cancels a reader whose parts are going.
    std::stop_callback<Canceller> stop_;
};

Process PipedReader::start(
    int file,
    const Descriptor& spill,
    const Descriptor& answers,
    const ChildOptions& options
) {
    const auto request =
        request_file({.open = options.open, .sandbox = options.sandbox, .parent = ::getpid()});
    const std::array descriptors{file, spill.get(), answers.get(), request.get()};
    return {options.program, reader_argument, descriptors};
}

void PipedReader::cancel() {
    cancelled_ = true;
    process_.kill();
}

std::unexpected<Error> PipedReader::fail(Error error) {
    process_.kill();
    refusal_ = std::move(error);
    return std::unexpected(*refusal_);
}

Error PipedReader::lost(Lost lost) {
    if (lost == Lost::garbled) return crashed("its answer makes no sense");
    return error_of(process_.wait(), limits_);
}

Result<Frame> PipedReader::frame(Batch& batch) {
    auto frame = frames_.next(batch);
    if (cancelled_)
        return fail({.code = Errc::cancelled, .message = "reading was cancelled", .subject = {}});
    if (!frame) return fail(lost(frame.error()));
    if (const auto* refusal = std::get_if<Error>(&*frame)) return fail(*refusal);
    if (const auto* failure = std::get_if<Failure>(&*frame)) throw failure->within("reader");
    return *std::move(frame);
}

Result<void> PipedReader::open() {
    Batch none;
    auto first = frame(none);
    if (!first) return std::unexpected(first.error());
    auto* info = std::get_if<Info>(&*first);
    if (info == nullptr) return fail(crashed("its answer makes no sense"));
    info_ = std::move(*info);
    return {};
}

// The child keeps these limits itself, unless the file has taken it over.
Result<void> PipedReader::take(const Rows& rows, const Batch& batch) {
    rows_ += batch.row_count();
    text_bytes_ += batch.raw_text().size();
    if (rows_ > limits_.rows || text_bytes_ > limits_.emitted_bytes) {
        return fail(resource_limit(limits_));
    }
    position_ = rows.position;
    return {};
}

Result<bool> PipedReader::next(Batch& batch) {
    if (refusal_ || ended_) {
        batch.clear();
        if (refusal_) return std::unexpected(*refusal_);
        return false;
    }
    const auto frame = this->frame(batch);
    if (!frame) return std::unexpected(frame.error());
    if (const auto* rows = std::get_if<Rows>(&*frame)) {
        if (auto taken = take(*rows, batch); !taken) return std::unexpected(taken.error());
        return true;
    }
    const auto* end = std::get_if<End>(&*frame);
    if (end == nullptr) return fail(crashed("its answer makes no sense"));
    notes_ = end->notes;
    position_ = end->position;
    ended_ = true;
    return false;
}

}  // namespace

Result<std::unique_ptr<ChildReader>>
open(int file, const std::string& spill_folder, const ChildOptions& options) {
    const auto spill = make_spill(spill_folder);
    auto reader = std::make_unique<PipedReader>(file, spill, make_pipe(), options);
    if (auto opened = reader->open(); !opened) return std::unexpected(opened.error());
    return reader;
}

}  // namespace rollcall::sheet::child
