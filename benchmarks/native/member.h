/* One connection of the load generator: its socket, its unsent bytes, its place in the dialogue. */
#ifndef MEMBER_H
#define MEMBER_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ledger.h"
#include "wire.h"

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

enum state { AWAY, CONNECTING, UPGRADING, TALKING, READY };

struct member {
    int fd, state, joined; /* joined: it was in its room before */
    uint32_t id, inflight;
    struct ledger *log;    /* its room's */
    struct receiver receiver;
    unsigned server, attempt;
    uint64_t gone_at, again_at, leaves_at, back_at;
    uint8_t *rest; /* a frame of which only a part came */
    size_t rest_length;
    uint8_t *unsent;
    size_t unsent_length;
    char epoch[64];
};

/* What one sender said: when, and at which seq it was accepted (0: not yet). */
struct sender {
    uint64_t *sent, *accepted;
    uint32_t count, room, first_open;
};

static inline void sender_add(struct sender *s, uint64_t at) {
    if (s->count == s->room) {
        s->room = s->room ? s->room * 2 : 1024;
        s->sent = realloc(s->sent, s->room * sizeof *s->sent);
        s->accepted = realloc(s->accepted, s->room * sizeof *s->accepted);
        if (!s->sent || !s->accepted) abort();
    }
    s->accepted[s->count] = 0;
    s->sent[s->count++] = at;
}

static inline void member_watch(int epoll, struct member *m, int op) {
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = m->id};
    if (m->state == CONNECTING || m->unsent_length) e.events |= EPOLLOUT;
    epoll_ctl(epoll, op, m->fd, &e);
}

/* Begins to connect, from one of `sources` loopback addresses so that ports do not run short. */
static inline int member_connect(int epoll, struct member *m, int port, unsigned sources) {
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in here = {.sin_family = AF_INET};
    int on = 1;
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK + m->id % sources);
    m->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m->fd < 0) return 0;
    setsockopt(m->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(m->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(m->fd, (struct sockaddr *)&here, sizeof here) ||
        (connect(m->fd, (struct sockaddr *)&there, sizeof there) && errno != EINPROGRESS)) {
        close(m->fd);
        m->fd = -1;
        return 0;
    }
    m->state = CONNECTING;
    member_watch(epoll, m, EPOLL_CTL_ADD);
    return 1;
}

static inline void member_write(int epoll, struct member *m, const uint8_t *p, size_t n) {
    ssize_t done = m->unsent_length ? 0 : send(m->fd, p, n, MSG_NOSIGNAL);
    if (done < 0) done = 0; /* a dead socket is noticed when it is read */
    if ((size_t)done == n) return;
    m->unsent = realloc(m->unsent, m->unsent_length + n - (size_t)done);
    if (!m->unsent) abort();
    memcpy(m->unsent + m->unsent_length, p + done, n - (size_t)done);
    m->unsent_length += n - (size_t)done;
    member_watch(epoll, m, EPOLL_CTL_MOD);
}

static inline void member_flush(int epoll, struct member *m) {
    ssize_t done = m->unsent_length ? send(m->fd, m->unsent, m->unsent_length, MSG_NOSIGNAL) : 0;
    if (done > 0) {
        m->unsent_length -= (size_t)done;
        memmove(m->unsent, m->unsent + done, m->unsent_length);
    }
    member_watch(epoll, m, EPOLL_CTL_MOD);
}

static inline void member_frame(int epoll, struct member *m, int opcode, const void *p, size_t n) {
    static uint32_t random = 2463534242u;
    uint8_t buffer[4096];
    random ^= random << 13, random ^= random >> 17, random ^= random << 5;
    if (n > sizeof buffer - 14) return;
    size_t head = frame_head(buffer, opcode, n, (const uint8_t *)&random);
    memcpy(buffer + head, p, n);
    frame_mask(buffer + head, n, (const uint8_t *)&random);
    member_write(epoll, m, buffer, head + n);
}

static inline void member_leave(struct member *m) {
    if (m->fd >= 0) close(m->fd);
    m->fd = -1;
    m->state = AWAY;
    m->rest_length = m->unsent_length = 0;
}

#endif
