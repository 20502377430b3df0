/* What a run of the load generator was asked to do, and how far it is. */
#ifndef RUN_H
#define RUN_H

#include <getopt.h>
#include <stdio.h>

#include "clock.h"
#include "ledger.h"
#include "member.h"

enum mode { WS, CLASSIC, RAW };
enum phase { JOINING, WAITING, WARMING, MEASURING, DRAINING, DONE };
#define HANDSHAKES 128
#define INPUT (1u << 18)
#define TICK UINT32_MAX
#define STDIN (UINT32_MAX - 1)

static int mode, port, by_accept, resume, waits, spin, pid, epoll, timer;
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
        {"wait", 0, 0, 'W'},    {"spin", 0, 0, 'z'},    {"prefix", 1, 0, 'x'}, {0, 0, 0, 0}};
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
        else if (c == 'z') spin = 1;
        else if (c == 'x') prefix = optarg;
        else exit(2);
    }
    if (!path) path = mode == CLASSIC ? "/" : "/ws";
    if (!port || !connections || senders > connections || senders > 60000 || body < MARK_BYTES + 1 ||
        body > 2048 || !sources || (senders && rate <= 0 && !inflight) || (by_accept && mode != WS))
        fail("these options do not go together");
    if (token_file) read_tokens(token_file);
}

#endif
