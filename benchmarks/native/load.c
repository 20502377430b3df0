/* WebSocket load generator: many members of one room, every delivery checked.
 *
 *   load --mode ws|classic|raw --port N [--path P] --connections N [--tokens FILE] [--senders N]
 *        [--rate N] [--inflight N] [--until echo|accepted] [--body N] [--warm S] [--seconds S]
 *        [--drain S] [--pid N] [--sources N] [--resume] [--wait]
 *
 * Prints {"event":"ready"} once all are in the room; with --wait goes on when a line comes on stdin
 * (end of file: stops). With --resume it comes back after the server was lost, as a client does.
 * The last line is the report: one JSON object. Times: seconds in, milliseconds out. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include "clock.h"
#include "ledger.h"
#include "member.h"

enum mode { WS, CLASSIC, RAW };
enum phase { JOINING, WAITING, WARMING, MEASURING, DRAINING, DONE };
#define HANDSHAKES 128
#define INPUT (1u << 18)
#define TICK UINT32_MAX
#define STDIN (UINT32_MAX - 1)

static int mode, port, by_accept, resume, waits, pid, epoll, timer;
static unsigned connections = 1, senders, inflight, body = 120, sources = 16;
static double rate, warm = 1, seconds = 5, drain = 10;
static const char *path, *prefix = "c";
static char **tokens;
static unsigned token_count, tag;

static struct member *members;
static struct sender *said;
static struct ledger ledger;
static struct histogram delivery, acceptance;
static enum phase phase;
static uint64_t phase_end, due, next_sender;
static unsigned ready, connecting, to_join_first, closed, close_code, errors, resets;
static uint32_t *to_join;
static unsigned to_join_count;
static char first_error[300];
static uint64_t deliveries, received_bytes, accepts, sends, open_accepts, receives;
static uint64_t lost_at, answered_at, caught_up_at, try_at;
static unsigned caught_up, lost, proved; /* proved: the server that answers is the new one */

static void fail(const char *what) {
    fprintf(stderr, "load: %s\n", what);
    exit(1);
}

static double server_cpu(void) {
    char name[64], text[1024];
    unsigned long user = 0, kernel = 0;
    FILE *f;
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    if (!pid || !(f = fopen(name, "r"))) return 0;
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = 0;
    char *p = strrchr(text, ')');
    if (p) sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static long server_rss(void) {
    char name[64];
    long pages = 0;
    FILE *f;
    snprintf(name, sizeof name, "/proc/%d/statm", pid);
    if (!pid || !(f = fopen(name, "r"))) return 0;
    if (fscanf(f, "%*d %ld", &pages) != 1) pages = 0;
    fclose(f);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static double own_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void join_later(struct member *m) { to_join[(to_join_first + to_join_count++) % connections] = m->id; }

static void join_some(void) {
    /* A lost server is tried by one member at a time until it answers. */
    unsigned at_once = lost_at && !answered_at ? 1 : HANDSHAKES;
    if (try_at > now_ns()) return;
    while (to_join_count && connecting < at_once) {
        struct member *m = &members[to_join[to_join_first]];
        if (!member_connect(epoll, m, port, sources)) return;
        to_join_first = (to_join_first + 1) % connections;
        to_join_count--;
        connecting++;
    }
}

static void gone(struct member *m) {
    if (m->state == CONNECTING || m->state == UPGRADING || m->state == TALKING) connecting--;
    if (m->state == READY) ready--;
    int was = m->state;
    member_leave(m);
    if (resume && phase >= WARMING) {
        if (was == READY) {
            lost++;
            if (!lost_at) lost_at = now_ns();
        } else if (!proved) {
            answered_at = 0; /* refused, or the last breath of the old one */
            try_at = now_ns() + 5000000u;
        }
        join_later(m);
        return;
    }
    if (phase != DONE) closed++;
    if (phase == JOINING) fail("a connection was refused or closed while joining");
}

static void upgrade(struct member *m) {
    char text[1024], who[600];
    if (m->id < token_count) snprintf(who, sizeof who, "Authorization: Bearer %s\r\n", tokens[m->id]);
    else snprintf(who, sizeof who, "Origin: http://127.0.0.1:%d\r\n", port);
    int n = snprintf(text, sizeof text,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                     path, port, who);
    m->state = UPGRADING;
    member_write(epoll, m, (uint8_t *)text, (size_t)n);
    member_watch(epoll, m, EPOLL_CTL_MOD);
}

static void joined(struct member *m) {
    m->state = READY;
    connecting--;
    ready++;
}

static void say(struct member *m, uint32_t number) {
    char text[3072], key[40];
    struct sender *s = &said[m->id];
    int n;
    snprintf(key, sizeof key, "%08x-%04x-7000-8000-0000%08x", tag, m->id, number);
    if (mode == WS) n = snprintf(text, 512, "{\"type\":\"message.send\",\"id\":\"%s\",\"room\":1,\"body\":\"", key);
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
        while (m->state != READY || (inflight && m->inflight >= inflight)) {
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
    if (ledger_take(&ledger, &m->receiver, p, n, &place) != NEW) return;
    if (place->sender == m->id && !by_accept && m->inflight) m->inflight--;
    if (phase == MEASURING) {
        deliveries++;
        if (place->sender != NOBODY) histogram_add(&delivery, now - place->sent);
    }
}

static void back_again(struct member *m, uint64_t now) {
    joined(m);
    caught_up++;
    caught_up_at = now;
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
        uint64_t cursor = ledger.base + m->receiver.next;
        n = (size_t)(ledger.has_base && lost_at
                         ? snprintf(out, sizeof out,
                                    "{\"type\":\"room.sync\",\"id\":\"%08x-fffe-7000-8000-0000%08x\",\"room\":1,"
                                    "\"seq\":%llu,\"epoch\":\"%s\"}",
                                    tag, m->id, (unsigned long long)cursor, m->epoch)
                         : snprintf(out, sizeof out,
                                    "{\"type\":\"room.load\",\"id\":\"%08x-ffff-7000-8000-0000%08x\","
                                    "\"room\":1,\"limit\":1}",
                                    tag, m->id));
        member_frame(epoll, m, OP_TEXT, out, n);
    } else if (IS("room.loaded") && m->state == TALKING) {
        const char *seq = NULL, *next = p; /* the reply's own seq comes before its events */
        if ((next = after(p, n, "\"seq\":"))) seq = next;
        uint64_t head = decimal(seq, end);
        if (!ledger.has_base) ledger.base = head, ledger.has_base = 1;
        if (head >= ledger.base) m->receiver.start = m->receiver.next = head - ledger.base;
        else errors++;
        joined(m);
    } else if (IS("room.caught_up") && m->state == TALKING) {
        back_again(m, now);
    } else if (IS("room.reset")) {
        resets++;
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

/* Whole frames of p[0..n); returns how many bytes they were. */
static size_t frames(struct member *m, uint8_t *p, size_t n, uint64_t now) {
    struct frame f;
    size_t at = 0;
    while (at < n && frame_read(p + at, n - at, &f)) {
        uint8_t *payload = p + at + f.head;
        if (f.opcode == OP_TEXT && f.final) text(m, (char *)payload, f.length, now);
        else if (f.opcode == OP_PING) member_frame(epoll, m, OP_PONG, payload, f.length);
        else if (f.opcode == OP_CLOSE && f.length >= 2) close_code = (unsigned)payload[0] << 8 | payload[1];
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
    if (open_accepts || ready + closed < connections) return 0;
    for (unsigned s = 0; s < senders; s++)
        for (uint32_t i = said[s].count; i-- > 0 && i + 64 > said[s].count;)
            if (!*ledger_where(&ledger, s, i)) return 0;
    for (unsigned i = 0; i < connections; i++)
        if (members[i].state == READY && ledger_missing(&ledger, &members[i].receiver)) return 0;
    return 1;
}

static double cpu_start, cpu_end, own_start, own_end;
static long rss_start, rss_end;
static uint64_t window_start, window_end;

static void enter(enum phase next) {
    uint64_t now = now_ns();
    if (phase == MEASURING) window_end = now, cpu_end = server_cpu(), own_end = own_cpu(), rss_end = server_rss();
    phase = next;
    if (next == WARMING) due = now, phase_end = now + (uint64_t)(warm * 1e9);
    if (next == MEASURING) {
        histogram_clear(&delivery);
        histogram_clear(&acceptance);
        cpu_start = server_cpu(), own_start = own_cpu(), rss_start = server_rss();
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

static void report(void) {
    uint64_t missing = 0, duplicates = 0, reordered = 0, undelivered = 0, misplaced = 0, total = 0, got = 0;
    double window = (double)(window_end - window_start) / 1e9;
    for (unsigned i = 0; i < connections; i++) {
        struct receiver *r = &members[i].receiver;
        uint64_t lacks = ledger_missing(&ledger, r);
        missing += lacks, duplicates += r->duplicates, reordered += r->reordered;
        if (ledger.count > r->start) got += ledger.count - r->start - lacks;
    }
    for (unsigned s = 0; s < senders; s++)
        for (uint32_t i = 0; i < said[s].count; i++) {
            uint32_t place = *ledger_where(&ledger, s, i);
            total++;
            if (!place) undelivered++;
            if (mode == WS && place && said[s].accepted[i] != ledger.base + place) misplaced++;
        }
    int right = !missing && !duplicates && !reordered && !undelivered && !misplaced && !ledger.doubled &&
                !ledger.different;
    printf("{\"event\":\"report\",\"connections\":%u,\"seconds\":%.4f,\"messages\":%llu,\"sent\":%llu,"
           "\"delivered_in_all\":%llu,\"deliveries\":%llu,\"deliveries_per_s\":%.1f,\"bytes\":%llu,"
           "\"delivery_ms\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},",
           connections, window, (unsigned long long)total, (unsigned long long)sends, (unsigned long long)got,
           (unsigned long long)deliveries, window > 0 ? (double)deliveries / window : 0,
           (unsigned long long)received_bytes, histogram_ms(&delivery, .5), histogram_ms(&delivery, .99),
           (double)delivery.max / 1e6);
    printf("\"accepted\":%llu,\"accepted_per_s\":%.1f,\"accepted_ms\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},"
           "\"unaccepted\":%llu,",
           (unsigned long long)accepts, window > 0 ? (double)accepts / window : 0, histogram_ms(&acceptance, .5),
           histogram_ms(&acceptance, .99), (double)acceptance.max / 1e6, (unsigned long long)open_accepts);
    printf("\"right\":%s,\"missing\":%llu,\"duplicates\":%llu,\"reordered\":%llu,\"undelivered\":%llu,"
           "\"misplaced\":%llu,\"doubled\":%llu,\"different\":%llu,\"closed\":%u,\"close_code\":%u,\"errors\":%u,"
           "\"first_error\":\"",
           right ? "true" : "false", (unsigned long long)missing, (unsigned long long)duplicates,
           (unsigned long long)reordered, (unsigned long long)undelivered, (unsigned long long)misplaced,
           (unsigned long long)ledger.doubled, (unsigned long long)ledger.different, closed, close_code, errors);
    for (char *c = first_error; *c; c++) {
        if (*c == '"' || *c == '\\') putchar('\\');
        if ((unsigned char)*c >= ' ') putchar(*c);
    }
    printf("\",\"server_cpu_s\":%.3f,\"load_cpu_s\":%.3f,\"receives\":%llu,\"rss_start_kb\":%ld,\"rss_end_kb\":%ld",
           cpu_end - cpu_start, own_end - own_start, (unsigned long long)receives, rss_start, rss_end);
    if (resume)
        printf(",\"resume\":{\"lost\":%u,\"caught_up\":%u,\"resets\":%u,\"down_s\":%.3f,\"resume_s\":%.3f}", lost,
               caught_up, resets, answered_at ? (double)(answered_at - lost_at) / 1e9 : 0,
               caught_up_at ? (double)(caught_up_at - answered_at) / 1e9 : 0);
    printf("}\n");
}

static void read_tokens(const char *name) {
    char line[512];
    FILE *f = fopen(name, "r");
    if (!f) fail("cannot read the tokens");
    tokens = calloc(connections, sizeof *tokens);
    while (token_count < connections && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\r\n")] = 0;
        tokens[token_count++] = strdup(line);
    }
    fclose(f);
}

static void arguments(int argc, char **argv) {
    static const struct option known[] = {
        {"mode", 1, 0, 'm'},    {"port", 1, 0, 'p'},  {"path", 1, 0, 'P'},    {"connections", 1, 0, 'n'},
        {"tokens", 1, 0, 't'},  {"senders", 1, 0, 's'}, {"rate", 1, 0, 'r'},  {"inflight", 1, 0, 'i'},
        {"until", 1, 0, 'u'},   {"body", 1, 0, 'b'},  {"warm", 1, 0, 'w'},    {"seconds", 1, 0, 'S'},
        {"drain", 1, 0, 'd'},   {"pid", 1, 0, 'q'},   {"sources", 1, 0, 'o'}, {"resume", 0, 0, 'R'},
        {"wait", 0, 0, 'W'},    {"prefix", 1, 0, 'x'}, {0, 0, 0, 0}};
    const char *token_file = NULL;
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (c == 'm') mode = !strcmp(optarg, "classic") ? CLASSIC : !strcmp(optarg, "raw") ? RAW : WS;
        else if (c == 'p') port = atoi(optarg);
        else if (c == 'P') path = optarg;
        else if (c == 'n') connections = (unsigned)atoi(optarg);
        else if (c == 't') token_file = optarg;
        else if (c == 's') senders = (unsigned)atoi(optarg);
        else if (c == 'r') rate = atof(optarg);
        else if (c == 'i') inflight = (unsigned)atoi(optarg);
        else if (c == 'u') by_accept = !strcmp(optarg, "accepted");
        else if (c == 'b') body = (unsigned)atoi(optarg);
        else if (c == 'w') warm = atof(optarg);
        else if (c == 'S') seconds = atof(optarg);
        else if (c == 'd') drain = atof(optarg);
        else if (c == 'q') pid = atoi(optarg);
        else if (c == 'o') sources = (unsigned)atoi(optarg);
        else if (c == 'R') resume = 1;
        else if (c == 'W') waits = 1;
        else if (c == 'x') prefix = optarg;
        else exit(2);
    }
    if (!path) path = mode == CLASSIC ? "/" : "/ws";
    if (!port || !connections || senders > connections || senders > 60000 || body < MARK_BYTES + 1 ||
        body > 2048 || !sources || (senders && rate <= 0 && !inflight) || (by_accept && mode != WS))
        fail("these options do not go together");
    if (token_file) read_tokens(token_file);
}

int main(int argc, char **argv) {
    static struct epoll_event events[1024];
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = TICK};
    arguments(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files = {connections + 100, connections + 100}, now_limit;
    getrlimit(RLIMIT_NOFILE, &now_limit);
    if (files.rlim_max < now_limit.rlim_max) files.rlim_max = now_limit.rlim_max;
    if (now_limit.rlim_cur < files.rlim_cur && setrlimit(RLIMIT_NOFILE, &files)) fail("too few open files allowed");
    tag = (uint32_t)(now_ns() >> 10) ^ (uint32_t)getpid();
    members = calloc(connections, sizeof *members);
    said = calloc(connections, sizeof *said);
    to_join = calloc(connections, sizeof *to_join);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (!members || !said || !to_join || epoll < 0 || timer < 0 || !ledger_open(&ledger, mode == WS))
        fail("cannot start");
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &e);
    if (waits) {
        e.data.u32 = STDIN;
        epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &e);
    }
    for (unsigned i = 0; i < connections; i++) {
        members[i].id = i, members[i].fd = -1;
        join_later(&members[i]);
    }
    while (phase != DONE) {
        if (to_join_count) join_some();
        /* Overdue means that all senders are at their limit: then a delivery wakes us, not the clock. */
        if (rate > 0 && senders && due > now_ns() && (phase == WARMING || phase == MEASURING)) {
            struct itimerspec at = {.it_value = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
        }
        int n = epoll_wait(epoll, events, 1024, 5);
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
