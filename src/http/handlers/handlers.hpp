// http/handlers: what each route does, as functions from a Call to an Answer.
//
// They run on storage threads, may block and may throw Failure; whether the caller may do this at
// all was decided just before (Api::handle), whether to this job is decided in find_job.
#pragma once

#include <string>

#include "access/policy.hpp"
#include "http/call.hpp"
#include "http/envelope.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"

namespace rollcall::http::handlers {

Answer process(const Call& call);

Answer status(const Call& call);
Answer retry(const Call& call);
Answer cancel(const Call& call);
Answer events(const Call& call);

Answer report(const Call& call);
Answer corrections(const Call& call);
Answer empty_template(const Call& call);

Answer logs(const Call& call);
Answer rows(const Call& call);

Answer queue_stats(const Call& call);
Answer queue_jobs(const Call& call);
Answer queue_clean(const Call& call);
Answer queue_pause(const Call& call);
Answer queue_resume(const Call& call);

Answer history(const Call& call);
Answer stats(const Call& call);

Answer geography(const Call& call);
Answer geography_import(const Call& call);

Answer login(const Call& call);
Answer refresh(const Call& call);
Answer logout(const Call& call);
Answer users(const Call& call);
Answer user_add(const Call& call);
Answer user_password(const Call& call);
Answer user_role(const Call& call);
Answer user_disable(const Call& call);
Answer user_enable(const Call& call);

Answer healthz(const Call& call);
Answer readyz(const Call& call);
Answer metrics(const Call& call);
Answer openapi(const Call& call);

// The job that the path names. Refuses with validation_error (not a job id) and not_found, which
// also stands for a job that the caller may not see.
Result<queue::Job> find_job(const Call& call, access::Action action);

// Removes uploaded bytes that no job names, where nobody else can be about to name them.
void remove_unless_wanted(const Call& call, const std::string& sha256);

}  // namespace rollcall::http::handlers
