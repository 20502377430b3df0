/* The C reference: the same wire, the same frames, nothing stored.
 *
 *   reference --port N [--joined] [--fault lose|double|swap|change|forget] [--every N]
 *
 * Without --joined each message is one send() per member; with it the frames of one turn of the loop
 * go to each member in one writev(). The faults plant, for the last member to join, a lost, doubled,
 * swapped or changed delivery at every Nth message ("forget": for all members), so that tests can show
 * that the load generator finds them. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "clock.h"
#include "wire.h"

#define CLIENTS 65536
#define INPUT (1u << 16)
enum { UPGRADING, TALKING, MEMBER };
enum { NONE, LOSE, DOUBLE, SWAP, CHANGE, FORGET };

struct bytes {
    uint8_t *p;
    size_t length, room;
};

struct client {
    int fd, state, classic;
    char name[200];
    struct bytes rest, unsent, own; /* part of a frame; what the socket did not take; replies of this turn */
    unsigned slot;
};

static int epoll, port, joined, fault;
static unsigned every = 50;
static struct client *clients[CLIENTS];
static unsigned members[2][CLIENTS], member_count[2];
static struct bytes turn_frames[2];
static struct bytes held; /* the frame that a swap holds back */
static uint64_t seq;

static void append(struct bytes *b, const void *p, size_t n) {
    if (b->length + n > b->room) {
        b->room = (b->length + n) * 2;
        b->p = realloc(b->p, b->room);
        if (!b->p) abort();
    }
    memcpy(b->p + b->length, p, n);
    b->length += n;
}

static void watch(struct client *c) {
    struct epoll_event e = {.events = EPOLLIN | (c->unsent.length ? EPOLLOUT : 0), .data.fd = c->fd};
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e);
}

static void write_now(struct client *c, const uint8_t *p, size_t n) {
    ssize_t done = c->unsent.length ? 0 : send(c->fd, p, n, MSG_NOSIGNAL);
    if (done < 0) done = 0;
    if ((size_t)done == n) return;
    append(&c->unsent, p + done, n - (size_t)done);
    watch(c);
}

static void write_text(struct client *c, const char *text, size_t n) {
    uint8_t head[10];
    struct bytes *b = &c->own;
    append(b, head, frame_head(head, OP_TEXT, n, NULL));
    append(b, text, n);
    if (joined && c->state == MEMBER) return; /* goes out with this turn's frames */
    write_now(c, b->p, b->length);
    b->length = 0;
}

static void plant(struct client *c, uint8_t *p, size_t n) {
    int now = seq % every == 0;
    if (held.length) {
        write_now(c, p, n);
        write_now(c, held.p, held.length);
        held.length = 0;
    } else if (now && fault == SWAP) {
        append(&held, p, n);
    } else if (now && fault == CHANGE) {
        p[n - 3] ^= 1;
        write_now(c, p, n);
        p[n - 3] ^= 1;
    } else if (!(now && fault == LOSE)) {
        write_now(c, p, n);
        if (now && fault == DOUBLE) write_now(c, p, n);
    }
}

static void broadcast(int classic, const char *text, size_t n) {
    static uint8_t frame[INPUT];
    size_t head = frame_head(frame, OP_TEXT, n, NULL);
    memcpy(frame + head, text, n);
    if (fault == FORGET && seq % every == 0) return;
    if (joined) {
        append(&turn_frames[classic], frame, head + n);
        return;
    }
    unsigned last = member_count[classic];
    if (fault != NONE && fault != FORGET) plant(clients[members[classic][--last]], frame, head + n);
    for (unsigned i = 0; i < last; i++) write_now(clients[members[classic][i]], frame, head + n);
}

static void flush_turn(void) {
    for (int classic = 0; classic < 2; classic++) {
        struct bytes *b = &turn_frames[classic];
        for (unsigned i = 0; i < member_count[classic]; i++) {
            struct client *c = clients[members[classic][i]];
            struct iovec parts[2] = {{c->own.p, c->own.length}, {b->p, b->length}};
            size_t n = c->own.length + b->length;
            if (!n) continue;
            ssize_t done = c->unsent.length ? 0 : writev(c->fd, parts, 2);
            if (done < 0) done = 0;
            if ((size_t)done < n) {
                size_t own = (size_t)done < c->own.length ? (size_t)done : c->own.length, all = (size_t)done - own;
                append(&c->unsent, c->own.p + own, c->own.length - own);
                append(&c->unsent, b->p + all, b->length - all);
                watch(c);
            }
            c->own.length = 0;
        }
        b->length = 0;
    }
}

static void enter(struct client *c) {
    c->state = MEMBER;
    c->slot = member_count[c->classic];
    members[c->classic][member_count[c->classic]++] = (unsigned)c->fd;
}

static void leave(struct client *c) {
    if (c->state == MEMBER) {
        unsigned last = members[c->classic][--member_count[c->classic]];
        members[c->classic][c->slot] = last;
        clients[last]->slot = c->slot;
    }
    clients[c->fd] = NULL;
    close(c->fd);
    free(c->rest.p), free(c->unsent.p), free(c->own.p), free(c);
}

/* Copies the JSON string after `mark`, still escaped. */
static int field(const char *p, size_t n, const char *mark, const char **value, size_t *length) {
    const char *at = after(p, n, mark), *end;
    if (!at || !(end = memchr(at, '"', (size_t)(p + n - at)))) return 0;
    *value = at;
    *length = (size_t)(end - at);
    return 1;
}

static void command(struct client *c, const char *p, size_t n) {
    static char out[INPUT];
    const char *id = "", *body = "";
    size_t id_length = 0, body_length = 0;
    int length;
    if (n < 11) return;
    if (!memcmp(p + 9, "message.send\"", 13) && c->state == MEMBER) {
        unsigned long long at = (unsigned long long)time(NULL) * 1000;
        if (!field(p, n, "\"id\":\"", &id, &id_length) || !field(p, n, "\"body\":\"", &body, &body_length)) return;
        seq++;
        length = snprintf(out, sizeof out,
                          "{\"type\":\"message.accepted\",\"id\":\"%.*s\",\"room\":1,\"seq\":%llu,\"at\":%llu,"
                          "\"epoch\":\"0123456789abcdef0123456789abcdef\"}",
                          (int)id_length, id, (unsigned long long)seq, at);
        write_text(c, out, (size_t)length);
        length = snprintf(out, sizeof out,
                          "{\"type\":\"message.created\",\"room\":1,\"seq\":%llu,\"at\":%llu,\"sender\":{\"id\":%d,"
                          "\"name\":\"%s\"},\"key\":\"%.*s\",\"body\":\"%.*s\"}",
                          (unsigned long long)seq, at, c->fd, c->name, (int)id_length, id, (int)body_length, body);
        broadcast(0, out, (size_t)length);
    } else if (!memcmp(p + 9, "user\"", 5) && c->state == MEMBER) {
        if (!field(p, n, "\"content\":\"", &body, &body_length)) return;
        seq++;
        length = snprintf(out, sizeof out, "{\"type\":\"user\",\"from\":\"%s\",\"content\":\"%.*s\"}", c->name,
                          (int)body_length, body);
        broadcast(1, out, (size_t)length);
    } else if (!memcmp(p + 9, "room.load\"", 10) && c->state == TALKING) {
        if (!field(p, n, "\"id\":\"", &id, &id_length)) return;
        length = snprintf(out, sizeof out,
                          "{\"type\":\"room.loaded\",\"id\":\"%.*s\",\"epoch\":\"0123456789abcdef0123456789abcdef\","
                          "\"state\":{\"id\":1},\"seq\":%llu,\"events\":[]}",
                          (int)id_length, id, (unsigned long long)seq);
        write_text(c, out, (size_t)length);
        enter(c);
    } else if (!memcmp(p + 9, "login\"", 6) && c->state == TALKING) {
        if (!field(p, n, "\"content\":\"", &body, &body_length)) return;
        snprintf(c->name, sizeof c->name, "%.*s", (int)body_length, body);
        length = snprintf(out, sizeof out, "{\"type\":\"login\",\"content\":\"%s\",\"user_list\":[\"%s\"]}", c->name,
                          c->name);
        write_text(c, out, (size_t)length);
        enter(c);
    }
}

static size_t upgrade(struct client *c, const uint8_t *p, size_t n) {
    static const char hello[] = "{\"type\":\"hello\",\"protocol\":1,\"epoch\":\"0123456789abcdef0123456789abcdef\"}";
    static const char handshake[] = "{\"type\":\"handshake\",\"content\":\"done\"}";
    char out[256], accept[29];
    const char *end = after((const char *)p, n, "\r\n\r\n"), *key = after((const char *)p, n, "Sec-WebSocket-Key: ");
    if (!end || !key) return 0;
    accept_key(key, accept);
    c->classic = !memcmp(p, "GET / ", 6);
    c->state = TALKING;
    snprintf(c->name, sizeof c->name, "g%05d", c->fd);
    int length = snprintf(out, sizeof out,
                          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
    write_now(c, (uint8_t *)out, (size_t)length);
    if (c->classic) write_text(c, handshake, sizeof handshake - 1);
    else write_text(c, hello, sizeof hello - 1);
    return (size_t)(end - (const char *)p);
}

/* 0 when the connection is over. */
static int readable(struct client *c) {
    static uint8_t input[INPUT * 2];
    struct frame f;
    size_t n = c->rest.length, at = 0;
    if (n) memcpy(input, c->rest.p, n);
    ssize_t got = recv(c->fd, input + n, sizeof input - n, 0);
    if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
    n += (size_t)got;
    if (c->state == UPGRADING) at = upgrade(c, input, n);
    while (c->state != UPGRADING && at < n && frame_read(input + at, n - at, &f)) {
        uint8_t *payload = input + at + f.head;
        if (!f.mask || f.opcode == OP_CLOSE) return 0;
        frame_mask(payload, f.length, f.mask);
        if (f.opcode == OP_TEXT) command(c, (char *)payload, f.length);
        at += f.head + f.length;
    }
    c->rest.length = 0;
    if (n - at > INPUT) return 0;
    if (n > at) append(&c->rest, input + at, n - at);
    return 1;
}

static void flush_client(struct client *c) {
    ssize_t done = send(c->fd, c->unsent.p, c->unsent.length, MSG_NOSIGNAL);
    if (done > 0) {
        c->unsent.length -= (size_t)done;
        memmove(c->unsent.p, c->unsent.p + done, c->unsent.length);
        if (!c->unsent.length) watch(c);
    }
}

static void admit(int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        int on = 1;
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        if (fd >= CLIENTS || !(clients[fd] = calloc(1, sizeof(struct client)))) abort();
        clients[fd]->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
    }
}

static int which(const char *name) {
    static const char *const names[] = {"none", "lose", "double", "swap", "change", "forget"};
    for (int i = 0; i < 6; i++)
        if (!strcmp(name, names[i])) return i;
    exit(2);
}

int main(int argc, char **argv) {
    static const struct option known[] = {{"port", 1, 0, 'p'}, {"joined", 0, 0, 'j'}, {"fault", 1, 0, 'f'},
                                          {"every", 1, 0, 'e'}, {0, 0, 0, 0}};
    static struct epoll_event events[1024];
    for (int o; (o = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (o == 'p') port = atoi(optarg);
        else if (o == 'j') joined = 1;
        else if (o == 'f') fault = which(optarg);
        else if (o == 'e') every = (unsigned)atoi(optarg);
        else return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 2048)) {
        perror("reference");
        return 1;
    }
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listener};
    epoll = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        int n = epoll_wait(epoll, events, 1024, -1);
        for (int i = 0; i < n; i++) {
            struct client *c = clients[events[i].data.fd];
            if (events[i].data.fd == listener) {
                admit(listener);
            } else if (c) {
                if (events[i].events & EPOLLOUT && c->unsent.length) flush_client(c);
                if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !readable(c)) leave(c);
            }
        }
        if (joined) flush_turn();
    }
}
