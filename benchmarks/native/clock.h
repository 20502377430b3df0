/* Time and latency histograms. All times are CLOCK_MONOTONIC nanoseconds. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <string.h>
#include <time.h>

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Log-linear: 64 steps for each power of two of a 1.024 us unit, so at most 1.6 % off. */
#define STEPS 64
#define BUCKETS (STEPS * 40)

struct histogram {
    uint64_t bucket[BUCKETS];
    uint64_t count;
    uint64_t max;
};

static inline void histogram_clear(struct histogram *h) { memset(h, 0, sizeof *h); }

static inline void histogram_add(struct histogram *h, uint64_t ns) {
    uint64_t v = ns >> 10;
    unsigned i;
    if (v < STEPS) {
        i = (unsigned)v;
    } else {
        unsigned e = 63u - (unsigned)__builtin_clzll(v);
        i = (e - 5) * STEPS + (unsigned)((v >> (e - 6)) & (STEPS - 1));
        if (i >= BUCKETS) i = BUCKETS - 1;
    }
    h->bucket[i]++;
    h->count++;
    if (ns > h->max) h->max = ns;
}

/* The upper edge, in milliseconds, of the bucket that holds quantile q; 0 when empty. */
static inline double histogram_ms(const struct histogram *h, double q) {
    uint64_t want = (uint64_t)(q * (double)h->count + 0.5), seen = 0;
    if (!h->count) return 0;
    if (!want) want = 1;
    for (unsigned i = 0; i < BUCKETS; i++) {
        seen += h->bucket[i];
        if (seen >= want) {
            uint64_t upper = i < STEPS ? i + 1 : ((uint64_t)(i % STEPS) + STEPS + 1) << (i / STEPS - 1);
            double ms = (double)(upper << 10) / 1e6, max = (double)h->max / 1e6;
            return ms < max ? ms : max;
        }
    }
    return (double)h->max / 1e6;
}

#endif
