/* What a run cost, read from /proc, and its report as one JSON object. */
#ifndef REPORT_H
#define REPORT_H

#include <sys/resource.h>

#include "run.h"

static double cpu_start, cpu_end, own_start, own_end;
static long rss_start, rss_end;
static uint64_t window_start, window_end;

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

#endif
