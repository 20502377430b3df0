/* Latency second by second: a delivery counts in the second in which its message was sent. */
#ifndef TIMELINE_H
#define TIMELINE_H

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

#define TIMELINE_SECONDS 600

static struct histogram *timeline[TIMELINE_SECONDS];

static inline void timeline_add(uint64_t start, uint64_t sent, uint64_t now) {
    uint64_t second = (sent - start) / 1000000000u;
    if (sent < start || second >= TIMELINE_SECONDS) return;
    if (!timeline[second] && !(timeline[second] = calloc(1, sizeof(struct histogram)))) abort();
    histogram_add(timeline[second], now - sent);
}

static inline void timeline_report(void) {
    unsigned end = TIMELINE_SECONDS;
    while (end && !timeline[end - 1]) end--;
    printf(",\"timeline\":[");
    for (unsigned i = 0; i < end; i++) {
        struct histogram *h = timeline[i];
        printf("%s{\"deliveries\":%llu,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}", i ? "," : "",
               (unsigned long long)(h ? h->count : 0), h ? histogram_ms(h, .5) : 0, h ? histogram_ms(h, .99) : 0,
               h ? (double)h->max / 1e6 : 0);
    }
    printf("]");
}

#endif
