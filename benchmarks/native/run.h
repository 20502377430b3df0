/* What a run of the load generator was asked to do, and how far it is. */
#ifndef RUN_H
#define RUN_H

#include <getopt.h>
#include <stdio.h>

#include "clock.h"
#include "ledger.h"
#include "member.h"
#include "processes.h"
#include "servers.h"

enum mode { WS, CLASSIC, RAW };
enum phase { JOINING, WAITING, WARMING, MEASURING, DRAINING, DONE };
#define HANDSHAKES 128
#define INPUT (1u << 18)
#define ROOMS_MAX 4096
#define TICK UINT32_MAX
#define STDIN (UINT32_MAX - 1)

static int mode, by_accept, resume, jitter, by_second, waits, spin, background, epoll, timer;
static struct roots watched, beside;
static unsigned connections = 1, senders, inflight, body = 120, sources = 16, room_count;
static uint32_t room_ids[ROOMS_MAX];
static double rate, warm = 1, seconds = 5, drain = 10;
static const char *path, *prefix = "c";
static char **tokens;
static unsigned token_count, tag;

static struct member *members;
static struct sender *said;
static struct ledger *rooms; /* member and sender i are in rooms[i % room_count] */
static struct histogram delivery, across, acceptance, away;
static enum phase phase;
static uint64_t phase_end, window_start, window_end, due, next_sender;
static unsigned ready, connecting, to_join_first, closed, close_code, errors, resets;
static uint32_t *to_join;
static unsigned to_join_count;
static char first_error[300];
static uint64_t deliveries, received_bytes, accepts, sends, open_accepts, receives;
static uint64_t lost_at, answered_at, caught_up_at, try_at;
static unsigned caught_up, lost, refused, proved; /* proved: the server that answers is the new one */

static void fail(const char *what) {
    fprintf(stderr, "load: %s\n", what);
    exit(1);
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

static int read_rooms(char *text) {
    for (char *each = strtok(text, ","); each; each = strtok(NULL, ",")) {
        if (room_count == ROOMS_MAX || !(room_ids[room_count] = (uint32_t)atoi(each))) return 0;
        room_count++;
    }
    return 1;
}

static void arguments(int argc, char **argv) {
    static const struct option known[] = {
        {"mode", 1, 0, 'm'},    {"ports", 1, 0, 'p'},   {"port", 1, 0, 'p'},     {"path", 1, 0, 'P'},
        {"rooms", 1, 0, 'k'},   {"connections", 1, 0, 'n'}, {"tokens", 1, 0, 't'}, {"senders", 1, 0, 's'},
        {"rate", 1, 0, 'r'},    {"inflight", 1, 0, 'i'}, {"until", 1, 0, 'u'},   {"body", 1, 0, 'b'},
        {"warm", 1, 0, 'w'},    {"seconds", 1, 0, 'S'}, {"drain", 1, 0, 'd'},    {"pids", 1, 0, 'q'},
        {"pid", 1, 0, 'q'},     {"beside", 1, 0, 'B'},  {"sources", 1, 0, 'o'},  {"resume", 0, 0, 'R'},
        {"jitter", 0, 0, 'j'},  {"timeline", 0, 0, 'l'}, {"wait", 0, 0, 'W'},    {"spin", 0, 0, 'z'},
        {"prefix", 1, 0, 'x'},  {"background", 0, 0, 'g'}, {0, 0, 0, 0}};
    const char *token_file = NULL;
    int right = 1;
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (c == 'm') mode = !strcmp(optarg, "classic") ? CLASSIC : !strcmp(optarg, "raw") ? RAW : WS;
        else if (c == 'p') right &= servers_read(optarg);
        else if (c == 'P') path = optarg;
        else if (c == 'k') right &= read_rooms(optarg);
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
        else if (c == 'q') right &= roots_read(&watched, optarg);
        else if (c == 'B') right &= roots_read(&beside, optarg);
        else if (c == 'o') sources = (unsigned)atoi(optarg);
        else if (c == 'R') resume = 1;
        else if (c == 'j') resume = jitter = 1;
        else if (c == 'l') by_second = 1;
        else if (c == 'W') waits = 1;
        else if (c == 'z') spin = 1;
        else if (c == 'g') background = 1;
        else if (c == 'x') prefix = optarg;
        else exit(2);
    }
    if (!path) path = mode == CLASSIC ? "/" : "/ws";
    if (!room_count) room_ids[room_count++] = 1;
    if (!right || !server_count || !connections || senders > connections || senders > 60000 ||
        body < MARK_BYTES + 1 || body > 2048 || !sources || (senders && rate <= 0 && !inflight) ||
        (mode != WS && (by_accept || room_count > 1 || resume)) || (server_count > 1 && resume && !jitter))
        fail("these options do not go together");
    if (token_file) read_tokens(token_file);
}

static void open_rooms(void) {
    rooms = calloc(room_count, sizeof *rooms);
    for (unsigned i = 0; i < room_count; i++)
        if (!rooms || !ledger_open(&rooms[i], mode == WS, room_ids[i], i, room_count)) fail("cannot start");
}

/* The members of each room are spread over all servers. */
static void open_members(void) {
    members = calloc(connections, sizeof *members);
    said = calloc(connections, sizeof *said);
    to_join = calloc(connections, sizeof *to_join);
    if (!members || !said || !to_join) fail("cannot start");
    for (unsigned i = 0; i < connections; i++) {
        members[i].id = i, members[i].fd = -1;
        members[i].log = &rooms[i % room_count];
        members[i].server = i / room_count % server_count;
    }
}

#endif
