// One request, written once, and the three places in it that differ each time: delivery id, signature, the body's nonce.
// The nonce stands near the end of the body, so a new signature costs four blocks rather than twenty.
#ifndef REQUEST_H
#define REQUEST_H
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include "sha256.h"

#define ID_MARK "{id}"
#define SIGNATURE_MARK "{signature}"
#define NONCE_MARK "@@@@@@@@@@@@@@@@"
enum { NONCE_SIZE = 16, ID_SIZE = 36, SIGNATURE_SIZE = 64, NOWHERE = -1 };

struct request {
  char *text;
  int size, id_at, signature_at, body_at, nonce_at;
  struct hmac prefix; // the key, and the body up to the nonce
};

static uint64_t random_state[2];

static void random_start(void) {
  if (getrandom(random_state, sizeof random_state, 0) != sizeof random_state) exit(1);
}

// xorshift128+: ids must be unlike each other, not secret.
static inline uint64_t random_next(void) {
  uint64_t a = random_state[0], b = random_state[1];
  random_state[0] = b;
  a ^= a << 23;
  random_state[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
  return random_state[1] + b;
}

static void write_hex(char *out, const uint8_t *bytes, int count) {
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < count; i++) *out++ = digits[bytes[i] >> 4], *out++ = digits[bytes[i] & 15];
}

static void write_uuid(char *out) {
  uint64_t random[2] = {random_next(), random_next()};
  uint8_t *b = (uint8_t *)random;
  b[6] = (b[6] & 0x0f) | 0x40, b[8] = (b[8] & 0x3f) | 0x80;
  static const int groups[] = {4, 2, 2, 2, 6};
  for (int g = 0; g < 5; b += groups[g++]) {
    if (g) *out++ = '-';
    write_hex(out, b, groups[g]);
    out += 2 * groups[g];
  }
}

// Appends `text` with `mark` replaced by `width` blanks; returns where in `r` the blanks start.
static int append_with_gap(struct request *r, const char *text, const char *mark, int width) {
  const char *at = strstr(text, mark);
  int before = at ? (int)(at - text) : (int)strlen(text);
  memcpy(r->text + r->size, text, before);
  r->size += before;
  if (!at) return NOWHERE;
  int gap = r->size;
  memset(r->text + gap, ' ', width);
  r->size += width;
  const char *rest = at + strlen(mark);
  memcpy(r->text + r->size, rest, strlen(rest));
  r->size += (int)strlen(rest);
  return gap;
}

static void request_build(struct request *r, const char *host, const char *path, char **headers, int header_count,
                          const char *body, const char *secret) {
  size_t room = 4096 + strlen(path) + strlen(body);
  for (int i = 0; i < header_count; i++) room += strlen(headers[i]) + 128;
  r->text = malloc(room);
  r->size = sprintf(r->text, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %zu\r\n", path, host, strlen(body));
  r->id_at = r->signature_at = NOWHERE;
  for (int i = 0; i < header_count; i++) {
    int signs = strstr(headers[i], SIGNATURE_MARK) != NULL;
    int gap = append_with_gap(r, headers[i], signs ? SIGNATURE_MARK : ID_MARK, signs ? SIGNATURE_SIZE : ID_SIZE);
    if (gap != NOWHERE) *(signs ? &r->signature_at : &r->id_at) = gap;
    r->size += sprintf(r->text + r->size, "\r\n");
  }
  r->size += sprintf(r->text + r->size, "\r\n");
  r->body_at = r->size;
  r->nonce_at = append_with_gap(r, body, NONCE_MARK, NONCE_SIZE);
  hmac_start(&r->prefix, secret);
  int until = r->nonce_at == NOWHERE ? r->size : r->nonce_at;
  sha256_add(&r->prefix.inner, r->text + r->body_at, until - r->body_at);
}

// Makes a new event of `r`: another id, another body, and the signature of that body.
static void request_renew(struct request *r) {
  if (r->id_at != NOWHERE) write_uuid(r->text + r->id_at);
  if (r->nonce_at != NOWHERE) {
    uint64_t nonce = random_next();
    write_hex(r->text + r->nonce_at, (uint8_t *)&nonce, NONCE_SIZE / 2);
  }
  if (r->signature_at == NOWHERE) return;
  struct hmac mac = r->prefix;
  uint8_t digest[32];
  if (r->nonce_at != NOWHERE) sha256_add(&mac.inner, r->text + r->nonce_at, r->size - r->nonce_at);
  hmac_end(&mac, digest);
  write_hex(r->text + r->signature_at, digest, 32);
}

static struct request request_copy(const struct request *r) {
  struct request copy = *r;
  copy.text = malloc(r->size);
  memcpy(copy.text, r->text, r->size);
  return copy;
}
#endif
