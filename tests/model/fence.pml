/* Lease and fence: workers that stop, crash and come back, a lease that ends at any moment, and a
 * COMMIT of which nobody hears what became.
 *
 * The queue's row and the members' database are two databases, so that claiming a job and raising its
 * fence are two steps. A worker is stopped for as long as the others take steps; no step here waits
 * for it. A transaction belongs to the database: it outlives its worker, and a COMMIT that was sent is
 * carried out or not, whatever became of who sent it.
 *
 * Left out on purpose: the worker never learns that its lease ended, and the ledger has no unique key.
 * The fence must do alone.
 *
 * Mutations, each of which must break a promise:
 *   -DNO_FENCE         the cursor is moved unconditionally
 *   -DNO_CURSOR        the fence asks for the epoch alone
 *   -DTRUST_UNKNOWN    a COMMIT that nobody heard of is taken for done
 *   -DNO_LEASE_CHECK   a job is ended without a look at its lease
 * -DONLY=n checks promise n alone. */

#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef CHUNKS
#define CHUNKS 3
#endif
#ifndef EPOCHS
#define EPOCHS 3 /* the last attempt neither loses its lease nor crashes, so that every run ends */
#endif

#define SESSIONS (2 * WORKERS) /* each has one in use, and one whose COMMIT is in doubt */
#define NOBODY 255

#if defined(ONLY)
#define promise(number, condition) assert(number != ONLY || (condition))
#else
#define promise(number, condition) assert(condition)
#endif
#define AT_MOST_ONCE 1
#define IN_ORDER 2
#define NOTHING_STALE 3
#define WHOLE_AT_THE_END 4
#define TOLD_ONCE 5

mtype = { job_waiting, job_active, job_completed };
mtype = { idle, open, updated, committing };    /* a session's transaction */
mtype = { none, committed, broken };            /* what a worker hears of its transaction */

/* The queue's row. */
mtype state = job_waiting;
byte epoch = 0;
byte told = 0;

/* The members' database: the fence's row and who has it locked, the ledger, the members. */
byte fence_epoch = 0;
byte next_chunk = 0;
byte lock = NOBODY;
byte ledger_epoch[CHUNKS];
byte applied[CHUNKS];

typedef Transaction {
    mtype step = idle;
    byte chunk;
    byte epoch;
    mtype answer = none;
}
Transaction session[SESSIONS];

#define may_fail (epoch < EPOCHS)

#if defined(NO_FENCE)
#define fence_lets_pass true
#elif defined(NO_CURSOR)
#define fence_lets_pass (fence_epoch == my_epoch)
#else
#define fence_lets_pass (fence_epoch == my_epoch && next_chunk == chunk)
#endif

inline end_transaction(at, said) {
    if
    :: lock == at -> lock = NOBODY
    :: else
    fi;
    session[at].step = idle;
    session[at].chunk = 0;
    session[at].epoch = 0;
    session[at].answer = said
}

/* What a COMMIT makes true. */
inline apply(at) {
    promise(AT_MOST_ONCE, applied[session[at].chunk] == 0);
    promise(IN_ORDER, session[at].chunk == 0 || applied[session[at].chunk - 1] > 0);
    promise(NOTHING_STALE, session[at].epoch == fence_epoch);
    applied[session[at].chunk]++;
    ledger_epoch[session[at].chunk] = session[at].epoch;
    next_chunk = session[at].chunk + 1
}

/* The database's side of a session. */
proctype Session(byte at) {
end:
    do
    :: d_step { session[at].step == committing -> apply(at); end_transaction(at, committed) }
    /* A time limit, a killed connection, a restart; also what was left open by who crashed. */
    :: d_step { session[at].step != idle -> end_transaction(at, broken) }
    od
}

/* The lease of a worker that was not heard of for too long. */
proctype Sweep() {
end:
    do
    :: d_step { state == job_active && may_fail -> state = job_waiting }
    od
}

#define mine session[2 * number + slot]

proctype Worker(byte number) {
    byte my_epoch, chunk, slot;

idle_worker:
    atomic { my_epoch = 0; chunk = 0; slot = 0 }
    if
    :: state == job_completed -> goto done
    :: d_step { state == job_waiting -> state = job_active; epoch++; my_epoch = epoch }
    fi;

    /* begin: raise the fence, and learn how far the job is. */
    if
    :: may_fail -> goto idle_worker /* a crash */
    :: d_step { lock == NOBODY && fence_epoch <= my_epoch -> fence_epoch = my_epoch; chunk = next_chunk }
    :: d_step { lock == NOBODY && fence_epoch > my_epoch } -> goto idle_worker
    fi;

next:
    if
    :: chunk == CHUNKS -> goto complete
    :: else
    fi;

load:
    /* Another connection, when the last one's COMMIT is still in doubt. */
    if
    :: may_fail -> goto idle_worker
    :: d_step {
        session[2 * number].step == idle || session[2 * number + 1].step == idle ->
        slot = (session[2 * number].step == idle -> 0 : 1);
        mine.step = open; mine.chunk = chunk; mine.epoch = my_epoch; mine.answer = none }
    fi;

    /* The rows are in the transaction; its last statement moves the cursor. It waits for who has the
     * row locked, and sees what that one committed. */
    if
    :: may_fail -> goto idle_worker
    :: mine.answer == broken -> goto ask
    :: d_step { mine.step == open && lock == NOBODY && fence_lets_pass ->
        lock = 2 * number + slot; mine.step = updated }
    :: d_step { mine.step == open && lock == NOBODY && !fence_lets_pass ->
        end_transaction(2 * number + slot, none) } -> goto refused
    fi;

    if
    :: may_fail -> goto idle_worker
    :: mine.answer == broken -> goto ask
    :: d_step { mine.step == updated -> mine.step = committing }
    fi;

    if
    :: may_fail -> goto idle_worker
    :: mine.answer == committed -> goto loaded
    :: mine.answer == broken -> goto ask
#ifdef TRUST_UNKNOWN
    :: mine.step == committing || mine.answer != none -> goto loaded
#else
    :: mine.step == committing || mine.answer != none -> goto ask /* the answer is lost */
#endif
    fi;

ask:
    /* The ledger knows of a COMMIT; of one that is still under way it does not, and then the next try
     * waits for its lock and is refused. */
    if
    :: may_fail -> goto idle_worker
    :: ledger_epoch[chunk] == my_epoch -> goto loaded
    :: ledger_epoch[chunk] != my_epoch -> goto load
    fi;

refused:
    if
    :: ledger_epoch[chunk] == my_epoch -> goto loaded
    :: ledger_epoch[chunk] != my_epoch -> goto idle_worker /* the lease is lost */
    fi;

loaded:
    chunk++;
    goto next;

complete:
    if
    :: may_fail -> goto idle_worker
#ifdef NO_LEASE_CHECK
    :: d_step {
#else
    :: d_step { (state != job_active || epoch != my_epoch) } -> goto idle_worker
    :: d_step { state == job_active && epoch == my_epoch ->
#endif
        state = job_completed;
        told++;
        promise(TOLD_ONCE, told == 1);
        slot = 0;
        do
        :: slot < CHUNKS -> promise(WHOLE_AT_THE_END, applied[slot] == 1); slot++
        :: else -> break
        od;
        slot = 0 }
    fi;
    goto idle_worker;

done:
    skip
}

init {
    byte at = 0;
    atomic {
        run Sweep();
        do
        :: at < SESSIONS -> run Session(at); at++
        :: else -> break
        od;
        at = 0;
        do
        :: at < WORKERS -> run Worker(at); at++
        :: else -> break
        od;
        at = 0
    }
}
