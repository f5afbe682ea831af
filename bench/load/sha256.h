// SHA-256 (FIPS 180-4) and HMAC (RFC 2104). A state can be copied, so that what is the same in every request
// (the key's pad and the body's unchanging part) is hashed once.
#ifndef SHA256_H
#define SHA256_H
#include <stdint.h>
#include <string.h>

struct sha256 {
  uint32_t h[8];
  uint64_t length;
  uint8_t block[64];
};

static const uint32_t sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static inline uint32_t sha256_rotate(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

static void sha256_compress(uint32_t h[8], const uint8_t *p) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++, p += 4)
    w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
  for (int i = 16; i < 64; i++) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (sha256_rotate(a, 7) ^ sha256_rotate(a, 18) ^ (a >> 3)) +
           (sha256_rotate(b, 17) ^ sha256_rotate(b, 19) ^ (b >> 10));
  }
  uint32_t s[8];
  memcpy(s, h, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t e = s[4], a = s[0];
    uint32_t t1 = s[7] + (sha256_rotate(e, 6) ^ sha256_rotate(e, 11) ^ sha256_rotate(e, 25)) +
                  ((e & s[5]) ^ (~e & s[6])) + sha256_k[i] + w[i];
    uint32_t t2 = (sha256_rotate(a, 2) ^ sha256_rotate(a, 13) ^ sha256_rotate(a, 22)) +
                  ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + t1, s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) h[i] += s[i];
}

static void sha256_start(struct sha256 *s) {
  static const uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(s->h, h, sizeof h);
  s->length = 0;
}

static void sha256_add(struct sha256 *s, const void *data, size_t size) {
  const uint8_t *p = data;
  size_t used = s->length % 64;
  s->length += size;
  if (used) {
    size_t room = 64 - used, take = size < room ? size : room;
    memcpy(s->block + used, p, take);
    p += take, size -= take;
    if (used + take < 64) return;
    sha256_compress(s->h, s->block);
  }
  for (; size >= 64; p += 64, size -= 64) sha256_compress(s->h, p);
  memcpy(s->block, p, size);
}

static void sha256_end(struct sha256 *s, uint8_t out[32]) {
  uint64_t bits = s->length * 8;
  uint8_t pad[72] = {0x80};
  size_t used = s->length % 64, size = (used < 56 ? 56 : 120) - used;
  for (int i = 0; i < 8; i++) pad[size + i] = (uint8_t)(bits >> (56 - 8 * i));
  sha256_add(s, pad, size + 8);
  for (int i = 0; i < 32; i++) out[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

struct hmac {
  struct sha256 inner, outer;
};

static void hmac_start(struct hmac *m, const char *key) {
  uint8_t pad[64] = {0};
  size_t size = strlen(key);
  if (size > 64) {
    struct sha256 s;
    sha256_start(&s), sha256_add(&s, key, size), sha256_end(&s, pad);
  } else {
    memcpy(pad, key, size);
  }
  for (int i = 0; i < 64; i++) pad[i] ^= 0x36;
  sha256_start(&m->inner), sha256_add(&m->inner, pad, 64);
  for (int i = 0; i < 64; i++) pad[i] ^= 0x36 ^ 0x5c;
  sha256_start(&m->outer), sha256_add(&m->outer, pad, 64);
}

static void hmac_end(struct hmac *m, uint8_t out[32]) {
  uint8_t digest[32];
  sha256_end(&m->inner, digest);
  sha256_add(&m->outer, digest, 32);
  sha256_end(&m->outer, out);
}
#endif
