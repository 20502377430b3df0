/* The servers that members know, and when one that was lost is tried again. */
#ifndef SERVERS_H
#define SERVERS_H

#include "member.h"

#define SERVERS_MAX 64
#define FIRST_MS 2000u /* these three as in client/src/net/backoff.ts */
#define BASE_MS 1000u
#define CAP_MS 30000u
#define LEAVE_MS 1000u /* client/src/net/connection.ts: after `drain`, answers under way may still come */

static int ports[SERVERS_MAX];
static unsigned server_count;

/* 0 when the text is not a list of ports. */
static inline int servers_read(char *text) {
    for (char *each = strtok(text, ","); each; each = strtok(NULL, ",")) {
        if (server_count == SERVERS_MAX || !(ports[server_count] = atoi(each))) return 0;
        server_count++;
    }
    return server_count > 0;
}

/* From 0 to 1. */
static inline double chance(void) {
    static uint64_t state = 88172645463325252u;
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (double)(state >> 11) / (double)(1ull << 53);
}

/* Nanoseconds until the next try: full jitter; the very first within two seconds. */
static inline uint64_t server_delay(unsigned attempt) {
    double most = attempt ? (double)BASE_MS * (double)(1u << (attempt < 10 ? attempt : 10)) : FIRST_MS;
    return (uint64_t)(chance() * 1e6 * (most < CAP_MS ? most : CAP_MS));
}

/* Any other than the one that was lost. */
static inline unsigned server_other(unsigned lost) {
    if (server_count == 1) return 0;
    return (lost + 1 + (unsigned)(chance() * (server_count - 1))) % server_count;
}

#endif
