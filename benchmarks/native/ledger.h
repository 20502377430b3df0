/* The one log of a room that every receiver must see: each event once, at the same place, with the same bytes.
 *
 * The first receiver of a place writes its bytes; every other receiver is compared with them, which
 * costs a memcmp. Only what differs is looked at closely. Where events carry a seq it gives the place
 * (so a hole is seen even if all receivers miss it); elsewhere the order of the first receiver does. */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "clock.h"
#include "wire.h"

#define NOBODY UINT32_MAX
#define SENDERS_MAX 65536
#define MARK_BYTES 31 /* "T" 16 hex ":" 4 hex ":" 8 hex " " */

struct place {
    uint64_t offset, sent;
    uint32_t length, sender, number;
    uint32_t filled;
};

struct ledger {
    int by_seq;
    uint32_t room, index, rooms; /* its id; sender i speaks in the room of index i mod rooms */
    uint64_t base; /* the room's last seq before the first event of this run */
    int has_base;
    char *bytes;
    uint64_t used;
    struct place *places;
    uint64_t count; /* places up to the highest one that anybody saw */
    uint64_t most; /* places there is room for */
    uint32_t *where[SENDERS_MAX]; /* sender → number → place + 1 */
    uint32_t known[SENDERS_MAX];
    uint64_t doubled;   /* one message at two places */
    uint64_t different; /* two receivers, one place, other bytes */
    uint64_t strayed;   /* an event or a message of another room */
};

struct receiver {
    uint64_t start, next;
    uint64_t *holes;
    size_t hole_count, hole_room;
    uint64_t duplicates, reordered;
};

enum verdict { NEW, REPEATED, FOREIGN };

static inline void *reserve(uint64_t bytes) {
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* `l` is all zeros, as calloc() gives it. What `rooms` of them reserve together is bounded. */
static inline int ledger_open(struct ledger *l, int by_seq, uint32_t room, uint32_t index, uint32_t rooms) {
    l->by_seq = by_seq;
    l->room = room, l->index = index, l->rooms = rooms;
    l->most = (1ull << 26) / rooms;
    l->bytes = reserve((16ull << 30) / rooms);
    l->places = reserve(sizeof(struct place) * l->most);
    return l->bytes && l->places;
}

/* The mark within an event: when it was sent, by which sender, as which of its messages. */
static inline int mark_read(const char *p, size_t n, uint64_t *sent, uint32_t *sender, uint32_t *number) {
    const char *at = after(p, n, "\"body\":\"T");
    if (!at) at = after(p, n, "\"content\":\"T");
    if (!at || at + MARK_BYTES - 1 > p + n) return 0;
    int64_t t = hexadecimal(at, 16), s = hexadecimal(at + 17, 4), k = hexadecimal(at + 22, 8);
    if (t < 0 || s < 0 || k < 0) return 0;
    *sent = (uint64_t)t, *sender = (uint32_t)s, *number = (uint32_t)k;
    return 1;
}

static inline uint32_t *ledger_where(struct ledger *l, uint32_t sender, uint32_t number) {
    if (number >= l->known[sender]) {
        uint32_t known = l->known[sender] ? l->known[sender] : 1024;
        while (known <= number) known *= 2;
        l->where[sender] = realloc(l->where[sender], known * sizeof(uint32_t));
        if (!l->where[sender]) abort();
        memset(l->where[sender] + l->known[sender], 0, (known - l->known[sender]) * sizeof(uint32_t));
        l->known[sender] = known;
    }
    return &l->where[sender][number];
}

static inline void hole_add(struct receiver *r, uint64_t index) {
    if (r->hole_count == r->hole_room) {
        r->hole_room = r->hole_room ? r->hole_room * 2 : 16;
        r->holes = realloc(r->holes, r->hole_room * sizeof *r->holes);
        if (!r->holes) abort();
    }
    r->holes[r->hole_count++] = index;
}

static inline int hole_fill(struct receiver *r, uint64_t index) {
    for (size_t i = 0; i < r->hole_count; i++)
        if (r->holes[i] == index) {
            r->holes[i] = r->holes[--r->hole_count];
            return 1;
        }
    return 0;
}

/* An event that is not, byte for byte, the one expected next. */
static inline enum verdict ledger_examine(struct ledger *l, struct receiver *r, const char *p, size_t n,
                                          struct place **found) {
    uint64_t sent = 0, index;
    uint32_t sender = NOBODY, number = 0, *where = NULL;
    if (l->by_seq && decimal(after(p, n, "\"room\":"), p + n) != l->room) {
        l->strayed++;
        return FOREIGN;
    }
    if (mark_read(p, n, &sent, &sender, &number)) {
        if (sender % l->rooms == l->index) where = ledger_where(l, sender, number);
        else l->strayed++;
    }
    if (!where && !l->by_seq) return FOREIGN;
    if (l->by_seq) {
        const char *at = after(p, n, "\"seq\":");
        uint64_t seq = decimal(at, p + n);
        if (!at || seq <= l->base) {
            r->duplicates++;
            return REPEATED;
        }
        index = seq - l->base - 1;
        if (index >= l->most) {
            l->different++;
            return REPEATED;
        }
    } else {
        index = *where ? *where - 1 : l->count;
    }
    struct place *place = &l->places[index];
    if (!place->filled) {
        *place = (struct place){l->used, sent, (uint32_t)n, sender, number, 1};
        memcpy(l->bytes + l->used, p, n);
        l->used += n;
        if (where) {
            if (*where) l->doubled++;
            else *where = (uint32_t)index + 1;
        }
        if (index >= l->count) l->count = index + 1;
    } else if (place->length != n || memcmp(l->bytes + place->offset, p, n)) {
        l->different++;
    }
    *found = place;
    if (index == r->next) {
        r->next++;
    } else if (index > r->next) {
        while (r->next < index) hole_add(r, r->next++);
        r->next++;
    } else if (hole_fill(r, index)) {
        r->reordered++;
    } else {
        r->duplicates++;
        return REPEATED;
    }
    return NEW;
}

/* One received event. NEW puts its place into *found. */
static inline enum verdict ledger_take(struct ledger *l, struct receiver *r, const char *p, size_t n,
                                       struct place **found) {
    struct place *expected = &l->places[r->next];
    if (r->next < l->count && expected->length == n && !memcmp(l->bytes + expected->offset, p, n)) {
        r->next++;
        *found = expected;
        return NEW;
    }
    return ledger_examine(l, r, p, n, found);
}

/* Events that others saw and this receiver did not. */
static inline uint64_t ledger_missing(const struct ledger *l, const struct receiver *r) {
    return r->hole_count + (l->count > r->next ? l->count - r->next : 0);
}

#endif
