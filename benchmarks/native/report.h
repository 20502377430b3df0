/* What a run cost, read from /proc, and its report as one JSON object. */
#ifndef REPORT_H
#define REPORT_H

#include <sys/resource.h>

#include "dialogue.h"

static struct usage watched_start, watched_end, beside_start, beside_end;
static double own_start, own_end;

static double own_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void report(void) {
    uint64_t missing = 0, duplicates = 0, reordered = 0, undelivered = 0, misplaced = 0, total = 0, got = 0;
    uint64_t doubled = 0, different = 0, strayed = 0;
    double window = (double)(window_end - window_start) / 1e9;
    for (unsigned i = 0; i < connections; i++) {
        struct receiver *r = &members[i].receiver;
        struct ledger *log = members[i].log;
        uint64_t lacks = ledger_missing(log, r);
        missing += lacks, duplicates += r->duplicates, reordered += r->reordered;
        if (log->count > r->start) got += log->count - r->start - lacks;
    }
    for (unsigned s = 0; s < senders; s++)
        for (uint32_t i = 0; i < said[s].count; i++) {
            uint32_t place = *ledger_where(members[s].log, s, i);
            total++;
            if (!place) undelivered++;
            if (mode == WS && place && said[s].accepted[i] != members[s].log->base + place) misplaced++;
        }
    for (unsigned i = 0; i < room_count; i++)
        doubled += rooms[i].doubled, different += rooms[i].different, strayed += rooms[i].strayed;
    int right = !missing && !duplicates && !reordered && !undelivered && !misplaced && !doubled &&
                !different && !strayed;
    printf("{\"event\":\"report\",\"connections\":%u,\"seconds\":%.4f,\"messages\":%llu,\"sent\":%llu,"
           "\"delivered_in_all\":%llu,\"deliveries\":%llu,\"deliveries_per_s\":%.1f,\"bytes\":%llu,"
           "\"delivery_ms\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},",
           connections, window, (unsigned long long)total, (unsigned long long)sends, (unsigned long long)got,
           (unsigned long long)deliveries, window > 0 ? (double)deliveries / window : 0,
           (unsigned long long)received_bytes, histogram_ms(&delivery, .5), histogram_ms(&delivery, .99),
           (double)delivery.max / 1e6);
    printf("\"accepted\":%llu,\"accepted_per_s\":%.1f,\"accepted_ms\":{\"p25\":%.3f,\"p50\":%.3f,"
           "\"p75\":%.3f,\"p99\":%.3f,\"max\":%.3f},\"unaccepted\":%llu,",
           (unsigned long long)accepts, window > 0 ? (double)accepts / window : 0, histogram_ms(&acceptance, .25),
           histogram_ms(&acceptance, .5), histogram_ms(&acceptance, .75), histogram_ms(&acceptance, .99), (double)acceptance.max / 1e6, (unsigned long long)open_accepts);
    printf("\"right\":%s,\"missing\":%llu,\"duplicates\":%llu,\"reordered\":%llu,\"undelivered\":%llu,"
           "\"misplaced\":%llu,\"doubled\":%llu,\"different\":%llu,\"strayed\":%llu,\"closed\":%u,\"close_code\":%u,\"errors\":%u,"
           "\"first_error\":\"",
           right ? "true" : "false", (unsigned long long)missing, (unsigned long long)duplicates,
           (unsigned long long)reordered, (unsigned long long)undelivered, (unsigned long long)misplaced,
           (unsigned long long)doubled, (unsigned long long)different, (unsigned long long)strayed, closed, close_code, errors);
    for (char *c = first_error; *c; c++) {
        if (*c == '"' || *c == '\\') putchar('\\');
        if ((unsigned char)*c >= ' ') putchar(*c);
    }
    printf("\",\"server_cpu_s\":%.3f,\"beside_cpu_s\":%.3f,\"load_cpu_s\":%.3f,\"receives\":%llu,"
           "\"rss_start_kb\":%ld,\"rss_end_kb\":%ld",
           watched_end.cpu - watched_start.cpu, beside_end.cpu - beside_start.cpu, own_end - own_start,
           (unsigned long long)receives, watched_start.rss_kb, watched_end.rss_kb);
    if (server_count > 1)
        printf(",\"across_ms\":{\"count\":%llu,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
               (unsigned long long)across.count, histogram_ms(&across, .5), histogram_ms(&across, .99),
               (double)across.max / 1e6);
    if (resume)
        printf(",\"resume\":{\"lost\":%u,\"caught_up\":%u,\"resets\":%u,\"refused\":%u,\"down_s\":%.3f,"
               "\"resume_s\":%.3f,\"lost_at\":%.3f,\"away_ms\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}}",
               lost, caught_up, resets, refused, answered_at ? (double)(answered_at - lost_at) / 1e9 : 0,
               caught_up_at && answered_at ? (double)(caught_up_at - answered_at) / 1e9 : 0, (double)lost_at / 1e9,
               histogram_ms(&away, .5), histogram_ms(&away, .99), (double)away.max / 1e6);
    if (by_second) timeline_report();
    printf(",\"window_start\":%.3f}\n", (double)window_start / 1e9);
}

#endif
