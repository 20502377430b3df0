/* What both programs need of RFC 6455: frame heads, masking, the accept key. */
#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { OP_CONTINUATION = 0, OP_TEXT = 1, OP_BINARY = 2, OP_CLOSE = 8, OP_PING = 9, OP_PONG = 10 };

struct frame {
    int final, opcode;
    size_t head; /* bytes before the payload, mask included */
    size_t length;
    const uint8_t *mask; /* NULL when the frame is not masked */
};

/* Reads a frame's head (section 5.2). 1: whole frame is there; 0: more bytes are needed. */
static inline int frame_read(const uint8_t *p, size_t n, struct frame *f) {
    if (n < 2) return 0;
    f->final = p[0] >> 7;
    f->opcode = p[0] & 15;
    f->head = 2;
    f->length = p[1] & 127;
    if (f->length == 126) {
        if (n < 4) return 0;
        f->length = (size_t)p[2] << 8 | p[3];
        f->head = 4;
    } else if (f->length == 127) {
        if (n < 10) return 0;
        f->length = 0;
        for (int i = 2; i < 10; i++) f->length = f->length << 8 | p[i];
        f->head = 10;
    }
    f->mask = NULL;
    if (p[1] & 128) {
        f->mask = p + f->head;
        f->head += 4;
    }
    return n >= f->head && n - f->head >= f->length;
}

/* Writes a head for `length` bytes; with `mask`, its four bytes too. Returns the head's size. */
static inline size_t frame_head(uint8_t *p, int opcode, size_t length, const uint8_t *mask) {
    size_t n = 2;
    p[0] = (uint8_t)(0x80 | opcode);
    p[1] = mask ? 0x80 : 0;
    if (length < 126) {
        p[1] |= (uint8_t)length;
    } else if (length < 65536) {
        p[1] |= 126;
        p[2] = (uint8_t)(length >> 8);
        p[3] = (uint8_t)length;
        n = 4;
    } else {
        p[1] |= 127;
        for (int i = 0; i < 8; i++) p[2 + i] = (uint8_t)((uint64_t)length >> (56 - 8 * i));
        n = 10;
    }
    if (mask) {
        memcpy(p + n, mask, 4);
        n += 4;
    }
    return n;
}

static inline void frame_mask(uint8_t *p, size_t n, const uint8_t *mask) {
    for (size_t i = 0; i < n; i++) p[i] ^= mask[i & 3];
}

/* SHA-1 (RFC 3174) of at most 119 bytes: all that the accept key needs. */
static inline void sha1(const uint8_t *data, size_t n, uint8_t out[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t block[128] = {0};
    size_t total = n < 56 ? 64 : 128;
    memcpy(block, data, n);
    block[n] = 0x80;
    for (int i = 0; i < 8; i++) block[total - 1 - (size_t)i] = (uint8_t)((uint64_t)n * 8 >> (8 * i));
    for (size_t at = 0; at < total; at += 64) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++) {
            const uint8_t *q = block + at + 4 * i;
            w[i] = (uint32_t)q[0] << 24 | (uint32_t)q[1] << 16 | (uint32_t)q[2] << 8 | q[3];
        }
        for (int i = 16; i < 80; i++) {
            uint32_t x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
            w[i] = x << 1 | x >> 31;
        }
        for (int i = 0; i < 80; i++) {
            uint32_t f, k, t;
            if (i < 20) f = (b & c) | (~b & d), k = 0x5A827999;
            else if (i < 40) f = b ^ c ^ d, k = 0x6ED9EBA1;
            else if (i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
            else f = b ^ c ^ d, k = 0xCA62C1D6;
            t = (a << 5 | a >> 27) + f + e + k + w[i];
            e = d, d = c, c = b << 30 | b >> 2, b = a, a = t;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

/* Sec-WebSocket-Accept for a key of 24 characters (section 4.2.2); `out` holds 29 bytes. */
static inline void accept_key(const char *key, char out[29]) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t text[60], digest[21] = {0};
    memcpy(text, key, 24);
    memcpy(text + 24, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
    sha1(text, 60, digest);
    for (int i = 0; i < 7; i++) {
        uint32_t v = (uint32_t)digest[3 * i] << 16 | (uint32_t)digest[3 * i + 1] << 8 | digest[3 * i + 2];
        for (int j = 0; j < 4; j++) out[4 * i + j] = alphabet[v >> (18 - 6 * j) & 63];
    }
    out[27] = '=';
    out[28] = 0;
}

/* Where the text after `mark` begins within n bytes, or NULL. */
static inline const char *after(const char *p, size_t n, const char *mark) {
    size_t m = strlen(mark);
    const char *found = memmem(p, n, mark, m);
    return found ? found + m : NULL;
}

/* An unsigned decimal number at p, before `end`. */
static inline uint64_t decimal(const char *p, const char *end) {
    uint64_t v = 0;
    while (p && p < end && *p >= '0' && *p <= '9') v = v * 10 + (uint64_t)(*p++ - '0');
    return v;
}

/* `digits` hexadecimal digits at p; -1 where one is none. */
static inline int64_t hexadecimal(const char *p, int digits) {
    uint64_t v = 0;
    for (int i = 0; i < digits; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (d < 0) return -1;
        v = v << 4 | (unsigned)d;
    }
    return (int64_t)v;
}

#endif
