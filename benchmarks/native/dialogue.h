/* What members say on both paths, and what they make of the answers. */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "absence.h"
#include "timeline.h"

static void upgrade(struct member *m) {
    char text[1024], who[600];
    if (m->id < token_count) snprintf(who, sizeof who, "Authorization: Bearer %s\r\n", tokens[m->id]);
    else snprintf(who, sizeof who, "Origin: http://127.0.0.1:%d\r\n", ports[m->server]);
    int n = snprintf(text, sizeof text,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                     path, ports[m->server], who);
    m->state = UPGRADING;
    member_write(epoll, m, (uint8_t *)text, (size_t)n);
    member_watch(epoll, m, EPOLL_CTL_MOD);
}

static void joined(struct member *m) {
    m->state = READY;
    m->joined = 1;
    m->attempt = 0;
    m->again_at = 0;
    connecting--;
    ready++;
}

static void say(struct member *m, uint32_t number) {
    char text[3072], key[40];
    struct sender *s = &said[m->id];
    int n;
    snprintf(key, sizeof key, "%08x-%04x-7000-8000-0000%08x", tag, m->id, number);
    if (mode == WS) n = snprintf(text, 512, "{\"type\":\"message.send\",\"id\":\"%s\",\"room\":%u,\"body\":\"", key,
                                 m->log->room);
    else if (mode == CLASSIC) n = snprintf(text, 512, "{\"type\":\"user\",\"content\":\"");
    else n = snprintf(text, 512, "{\"type\":\"message.created\",\"room\":1,\"seq\":%u,\"at\":1700000000000,"
                      "\"sender\":{\"id\":%u,\"name\":\"%s%05u\"},\"key\":\"%s\",\"body\":\"",
                      number, m->id, prefix, m->id, key);
    char *b = text + n;
    int mark = sprintf(b, "T%016llx:%04x:%08x ", (unsigned long long)s->sent[number], m->id, number);
    for (unsigned i = (unsigned)mark; i < body; i++) b[i] = (char)('a' + (i * 7 + number) % 26);
    n += (int)body;
    memcpy(text + n, "\"}", 2);
    member_frame(epoll, m, OP_TEXT, text, (size_t)n + 2);
}

static void say_next(struct member *m) {
    sender_add(&said[m->id], now_ns());
    m->inflight++;
    if (mode == WS) open_accepts++;
    if (phase == MEASURING) sends++;
    say(m, said[m->id].count - 1);
}

static void send_due(void) {
    uint64_t now = now_ns(), step = rate > 0 ? (uint64_t)(1e9 / rate) : 0;
    if (!senders || (phase != WARMING && phase != MEASURING)) return;
    if (now > due + 100000000u) due = now - 100000000u; /* what could not be offered is not offered later */
    while (!step || due <= now) {
        unsigned tried = 0;
        struct member *m = &members[next_sender];
        while (m->state != READY || m->leaves_at || (inflight && m->inflight >= inflight)) {
            if (++tried == senders) return;
            next_sender = (next_sender + 1) % senders;
            m = &members[next_sender];
        }
        next_sender = (next_sender + 1) % senders;
        say_next(m);
        due += step;
    }
}

static void accepted(const char *p, size_t n, uint64_t now) {
    const char *id = after(p, n, "\"id\":\""), *seq = after(p, n, "\"seq\":");
    if (!id || !seq || id + 36 > p + n) return;
    int64_t sender = hexadecimal(id + 9, 4), number = hexadecimal(id + 28, 8);
    if (sender < 0 || (uint64_t)sender >= senders || number < 0 || number >= said[sender].count) return;
    struct sender *s = &said[sender];
    if (mode == WS && decimal(after(p, n, "\"room\":"), p + n) != members[sender].log->room) {
        members[sender].log->strayed++;
        return;
    }
    if (s->accepted[number]) return;
    s->accepted[number] = decimal(seq, p + n);
    open_accepts--;
    if (by_accept) members[sender].inflight--;
    if (phase == MEASURING) {
        accepts++;
        histogram_add(&acceptance, now - s->sent[number]);
    }
}

static void delivered(struct member *m, const char *p, size_t n, uint64_t now) {
    struct place *place;
    if (ledger_take(m->log, &m->receiver, p, n, &place) != NEW) return;
    if (place->sender == m->id && !by_accept && m->inflight) m->inflight--;
    if (by_second && phase >= MEASURING && place->sender != NOBODY) timeline_add(window_start, place->sent, now);
    if (phase == MEASURING) {
        deliveries++;
        if (place->sender == NOBODY) return;
        histogram_add(&delivery, now - place->sent);
        if (server_count > 1 && members[place->sender].server != m->server) histogram_add(&across, now - place->sent);
    }
}

static void back_again(struct member *m, uint64_t now) {
    joined(m);
    caught_up++;
    caught_up_at = now;
    if (m->gone_at) histogram_add(&away, now - m->gone_at);
    m->gone_at = 0;
    if (m->id >= senders) return;
    struct sender *s = &said[m->id];
    while (s->first_open < s->count && s->accepted[s->first_open]) s->first_open++;
    for (uint32_t i = s->first_open; i < s->count; i++)
        if (!s->accepted[i]) say(m, i);
}

static void text(struct member *m, const char *p, size_t n, uint64_t now) {
    char out[400];
    if (mode == RAW || n < 10) {
        if (mode == RAW) delivered(m, p, n, now);
        return;
    }
    const char *type = p + 9, *end = p + n;
#define IS(name) ((size_t)(end - type) >= sizeof name && !memcmp(type, name "\"", sizeof name))
    if (IS("message.created") || IS("event.blank") || (mode == CLASSIC && IS("user"))) {
        delivered(m, p, n, now);
    } else if (IS("message.accepted")) {
        accepted(p, n, now);
    } else if (IS("hello")) {
        const char *epoch = after(p, n, "\"epoch\":\"");
        for (unsigned i = 0; epoch && epoch + i < end && epoch[i] != '"' && i < sizeof m->epoch - 1; i++)
            m->epoch[i] = epoch[i], m->epoch[i + 1] = 0;
        uint64_t cursor = m->log->base + m->receiver.next;
        n = (size_t)(m->joined ? snprintf(out, sizeof out,
                                          "{\"type\":\"room.sync\",\"id\":\"%08x-fffe-7000-8000-0000%08x\","
                                          "\"room\":%u,\"seq\":%llu,\"epoch\":\"%s\"}",
                                          tag, m->id, m->log->room, (unsigned long long)cursor, m->epoch)
                               : snprintf(out, sizeof out,
                                          "{\"type\":\"room.load\",\"id\":\"%08x-ffff-7000-8000-0000%08x\","
                                          "\"room\":%u,\"limit\":1}",
                                          tag, m->id, m->log->room));
        member_frame(epoll, m, OP_TEXT, out, n);
    } else if (IS("room.loaded") && m->state == TALKING) {
        const char *seq = NULL, *next = p; /* the reply's own seq comes before its events */
        if ((next = after(p, n, "\"seq\":"))) seq = next;
        uint64_t head = decimal(seq, end);
        if (!m->log->has_base) m->log->base = head, m->log->has_base = 1;
        if (head >= m->log->base) m->receiver.start = m->receiver.next = head - m->log->base;
        else errors++;
        joined(m);
    } else if (IS("room.caught_up") && m->state == TALKING) {
        back_again(m, now);
    } else if (IS("room.reset")) {
        resets++;
    } else if (IS("drain")) {
        drained(m, decimal(after(p, n, "\"after_ms\":"), end), now);
    } else if (IS("handshake") && m->state == TALKING) {
        n = (size_t)snprintf(out, sizeof out, "{\"type\":\"login\",\"content\":\"%s%05u\"}", prefix, m->id);
        member_frame(epoll, m, OP_TEXT, out, n);
    } else if (mode == CLASSIC && IS("login") && m->state == TALKING) {
        joined(m);
    } else if (IS("error") || IS("closing") || (mode == CLASSIC && IS("system"))) {
        if (!errors++) snprintf(first_error, sizeof first_error, "%.*s", (int)n, p);
    }
#undef IS
}

#endif
