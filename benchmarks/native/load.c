/* WebSocket load generator: many members of one or several rooms, every delivery checked.
 *
 *   load --mode ws|classic|raw --ports N[,N…] [--rooms ID[,ID…]] [--path P] --connections N
 *        [--tokens FILE] [--senders N] [--rate N] [--inflight N] [--until echo|accepted] [--body N]
 *        [--warm S] [--seconds S] [--drain S] [--pids N[,N…]] [--beside N[,N…]] [--sources N]
 *        [--prefix TEXT] [--resume] [--jitter] [--timeline] [--spin] [--background] [--wait]
 *
 * Connection i is in room i mod R, and those of a room are spread over all servers. Prints
 * {"event":"ready"} once all are in their rooms; with --wait goes on when a line comes on stdin
 * (end of file: stops), and ends the window early at another. With --resume all come back at once after the server was lost; with --jitter
 * each when a browser would, to another server. --pids and --beside are processes whose CPU time, with
 * that of their descendants, is told. With --background it runs while nobody else wants its core, so that it
 * can spin beside a database. With --timeline latency is told for each second. The last line
 * is the report: one JSON object. Times: seconds in, milliseconds out. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include "absence.h"
#include "dialogue.h"
#include "report.h"

/* Whole frames of p[0..n); returns how many bytes they were. */
static size_t frames(struct member *m, uint8_t *p, size_t n, uint64_t now) {
    struct frame f;
    size_t at = 0;
    while (at < n && frame_read(p + at, n - at, &f)) {
        uint8_t *payload = p + at + f.head;
        if (f.opcode == OP_TEXT && f.final) text(m, (char *)payload, f.length, now);
        else if (f.opcode == OP_PING) member_frame(epoll, m, OP_PONG, payload, f.length);
        else if (f.opcode == OP_CLOSE && f.length >= 2) {
            close_code = (unsigned)payload[0] << 8 | payload[1];
            member_frame(epoll, m, OP_CLOSE, payload, 2);
        }
        else if (f.opcode != OP_PONG && f.opcode != OP_CLOSE) errors++;
        at += f.head + f.length;
    }
    return at;
}

static void readable(struct member *m) {
    static uint8_t input[INPUT];
    if (m->rest_length) memcpy(input, m->rest, m->rest_length);
    ssize_t got = recv(m->fd, input + m->rest_length, sizeof input - m->rest_length, 0);
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) gone(m);
        return;
    }
    uint64_t now = now_ns();
    size_t n = m->rest_length + (size_t)got, used = 0;
    receives++;
    if (phase == MEASURING) received_bytes += (uint64_t)got;
    if (m->state == UPGRADING) {
        const char *end = after((char *)input, n, "\r\n\r\n");
        if (end) {
            if (n >= 12 && jitter && m->joined && !memcmp(input + 9, "503", 3)) { /* it is stopping */
                refused++;
                gone(m);
                return;
            }
            if (n < 12 || memcmp(input + 9, "101", 3)) {
                if (!errors++) snprintf(first_error, sizeof first_error, "%.*s", n < 200 ? (int)n : 200, input);
                fprintf(stderr, "load: upgrade refused: %.*s\n", n < 200 ? (int)n : 200, input);
                gone(m);
                return;
            }
            used = (size_t)(end - (char *)input);
            m->state = TALKING;
            if (lost_at) proved = 1;
            if (mode == RAW) joined(m);
        }
    }
    if (m->state >= TALKING) used += frames(m, input + used, n - used, now);
    m->rest_length = n - used;
    if (m->rest_length == sizeof input) fail("a frame is larger than the input buffer");
    if (m->rest_length) {
        m->rest = realloc(m->rest, m->rest_length);
        if (!m->rest) abort();
        memcpy(m->rest, input + used, m->rest_length);
    }
}

static void ready_event(struct member *m, uint32_t events) {
    if (m->fd < 0) return;
    if (m->state == CONNECTING && events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) {
        int problem = 0;
        socklen_t size = sizeof problem;
        getsockopt(m->fd, SOL_SOCKET, SO_ERROR, &problem, &size);
        if (problem) {
            gone(m);
            return;
        }
        if (lost_at && !answered_at) answered_at = now_ns();
        upgrade(m);
        return;
    }
    if (events & EPOLLOUT) member_flush(epoll, m);
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) readable(m);
}

static int all_arrived(void) {
    if (open_accepts || leaving || ready + closed < connections) return 0;
    for (unsigned s = 0; s < senders; s++)
        for (uint32_t i = said[s].count; i-- > 0 && i + 64 > said[s].count;)
            if (!*ledger_where(members[s].log, s, i)) return 0;
    for (unsigned i = 0; i < connections; i++)
        if (members[i].state == READY && ledger_missing(members[i].log, &members[i].receiver)) return 0;
    return 1;
}

static void enter(enum phase next) {
    uint64_t now = now_ns();
    if (phase == MEASURING) {
        window_end = now, own_end = own_cpu();
        watched_end = usage_of(&watched), beside_end = usage_of(&beside);
    }
    phase = next;
    if (next == WARMING) due = now, phase_end = now + (uint64_t)(warm * 1e9);
    if (next == MEASURING) {
        histogram_clear(&delivery);
        histogram_clear(&across);
        histogram_clear(&acceptance);
        watched_start = usage_of(&watched), beside_start = usage_of(&beside), own_start = own_cpu();
        window_start = now, phase_end = now + (uint64_t)(seconds * 1e9);
    }
    if (next == DRAINING) phase_end = now + (uint64_t)(drain * 1e9);
}

static void turn(void) {
    uint64_t now = now_ns();
    if (phase == JOINING && ready == connections) {
        printf("{\"event\":\"ready\",\"connections\":%u}\n", ready);
        fflush(stdout);
        enter(waits ? WAITING : WARMING);
    }
    if (phase == WARMING && now >= phase_end) enter(MEASURING);
    if (phase == MEASURING && now >= phase_end && (!resume || !lost_at || ready == connections)) enter(DRAINING);
    if (phase == DRAINING && (now >= phase_end || all_arrived())) enter(DONE);
}

int main(int argc, char **argv) {
    static struct epoll_event events[1024];
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = TICK};
    arguments(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct sched_param lowest = {0};
    if (background && sched_setscheduler(0, SCHED_IDLE, &lowest)) fail("cannot step back");
    struct rlimit files = {connections + 100, connections + 100}, now_limit;
    getrlimit(RLIMIT_NOFILE, &now_limit);
    if (files.rlim_max < now_limit.rlim_max) files.rlim_max = now_limit.rlim_max;
    if (now_limit.rlim_cur < files.rlim_cur && setrlimit(RLIMIT_NOFILE, &files)) fail("too few open files allowed");
    tag = (uint32_t)(now_ns() >> 10) ^ (uint32_t)getpid();
    open_rooms();
    open_members();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (epoll < 0 || timer < 0) fail("cannot start");
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &e);
    if (waits) {
        e.data.u32 = STDIN;
        epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &e);
    }
    for (unsigned i = 0; i < connections; i++) join_later(&members[i]);
    while (phase != DONE) {
        if (to_join_count) join_some();
        if (leaving) leave_due();
        /* Overdue means that all senders are at their limit: then a delivery wakes us, not the clock. */
        if (rate > 0 && senders && due > now_ns() && (phase == WARMING || phase == MEASURING)) {
            struct itimerspec at = {.it_value = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
        }
        /* Spinning: whoever sends to a sleeper pays for waking it, more or less by chance. */
        int n = epoll_wait(epoll, events, 1024, spin && phase > WAITING ? 0 : 5);
        for (int i = 0; i < n; i++) {
            uint32_t who = events[i].data.u32;
            char line[64];
            if (who == TICK) {
                uint64_t ticks;
                if (read(timer, &ticks, sizeof ticks) < 0) continue;
            } else if (who == STDIN) {
                ssize_t got = read(0, line, sizeof line);
                if (got <= 0) epoll_ctl(epoll, EPOLL_CTL_DEL, 0, NULL);
                if (phase == WAITING) enter(got > 0 && senders ? WARMING : DONE);
                else if (phase == MEASURING && got > 0) phase_end = now_ns();
            } else {
                ready_event(&members[who], events[i].events);
            }
        }
        send_due();
        turn();
    }
    report();
    return 0;
}
