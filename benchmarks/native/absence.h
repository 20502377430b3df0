/* Members without a connection: who waits for one, and what a loss or a `drain` means for them. */
#ifndef ABSENCE_H
#define ABSENCE_H

#include "run.h"

static unsigned leaving; /* members that were told to leave and have not yet */

static void join_later(struct member *m) { to_join[(to_join_first + to_join_count++) % connections] = m->id; }

static void join_some(void) {
    /* Without jitter a lost server is tried by one member at a time until it answers. */
    unsigned at_once = lost_at && !answered_at && !jitter ? 1 : HANDSHAKES;
    uint64_t now = now_ns();
    if (try_at > now) return;
    for (unsigned left = to_join_count; left && connecting < at_once; left--) {
        struct member *m = &members[to_join[to_join_first]];
        if (m->again_at <= now) {
            if (!member_connect(epoll, m, ports[m->server], sources)) return;
            connecting++;
        }
        to_join_first = (to_join_first + 1) % connections;
        to_join_count--;
        if (m->state == AWAY) join_later(m);
    }
}

static void gone(struct member *m) {
    uint64_t now = now_ns();
    if (m->state == CONNECTING || m->state == UPGRADING || m->state == TALKING) connecting--;
    if (m->state == READY) ready--;
    int was = m->state;
    member_leave(m);
    if (m->leaves_at) m->leaves_at = 0, leaving--;
    if (resume && phase >= WARMING) {
        if (was == READY) {
            lost++;
            if (!m->gone_at) m->gone_at = now;
            if (!lost_at) lost_at = now;
        } else if (!proved && !jitter) {
            answered_at = 0; /* refused, or the last breath of the old one */
            try_at = now + 5000000u;
        }
        if (jitter) {
            m->again_at = m->back_at ? m->back_at : now + server_delay(m->attempt);
            m->attempt++;
            m->server = server_other(m->server);
        }
        m->back_at = 0;
        join_later(m);
        return;
    }
    if (phase != DONE) closed++;
    if (phase == JOINING) fail("a connection was refused or closed while joining");
}

/* The server is about to stop: nothing new is said, and in a moment it is left. */
static void drained(struct member *m, uint64_t after_ms, uint64_t now) {
    if (!jitter || m->leaves_at) return;
    if (!m->gone_at) m->gone_at = now;
    m->back_at = now + after_ms * 1000000u;
    m->leaves_at = now + (after_ms < LEAVE_MS ? after_ms : LEAVE_MS) * 1000000u;
    leaving++;
}

static void leave_due(void) {
    uint64_t now = now_ns();
    for (unsigned i = 0; leaving && i < connections; i++)
        if (members[i].leaves_at && members[i].leaves_at <= now) {
            uint8_t code[2] = {1000 >> 8, 1000 & 255};
            member_frame(epoll, &members[i], OP_CLOSE, code, 2);
            gone(&members[i]);
        }
}

#endif
