#include "sheet/child/serve.hpp"

#include <expected>
#include <new>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "sheet/batch.hpp"
#include "sheet/child/child.hpp"
#include "sheet/child/frame.hpp"
#include "sheet/child/request.hpp"
#include "sheet/child/sandbox.hpp"
#include "sheet/file.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {
namespace {

Result<void> send_rows(Reader& reader, FrameWriter& out) {
    Batch batch;
    for (;;) {
        const auto more = reader.next(batch);
        if (!more) return std::unexpected(more.error());
        if (!*more) break;
        if (auto sent = out.rows(batch, reader.position()); !sent) return sent;
    }
    out.end(reader.notes(), reader.position());
    return {};
}

Result<void> send_file(const Request& request, Opener open, FrameWriter& out) {
    const auto reader = open({.file = file_descriptor, .spill = spill_descriptor}, request.open);
    if (!reader) return std::unexpected(reader.error());
    if (auto sent = out.info((*reader)->info()); !sent) return sent;
    return send_rows(**reader, out);
}

int answer(const Request& request, Opener open, FrameWriter& out) {
    try {
        if (request.sandbox) {
            enter_sandbox(request.open.limits, File(file_descriptor).size());
        }
        const auto sent = send_file(request, open, out);
        if (!sent) out.refusal(sent.error());
        return exit_done;
    } catch (const std::bad_alloc&) {
        return exit_out_of_memory;
    } catch (const Failure& failure) {
        out.failure(failure);
        return exit_done;
    }
}

}  // namespace

int serve_with(Opener open) {
    const auto request = take_request();
    if (!request) return exit_bad_request;
    if (!die_with_parent(request->parent)) return exit_orphaned;
    FrameWriter out(answer_descriptor);
    try {
        return answer(*request, open, out);
    } catch (const Failure&) {
        return exit_pipe_gone;
    }
}

int serve() {
    return serve_with(&open_here);
}

}  // namespace rollcall::sheet::child
