// Reads one HTTP/1.1 answer as it comes in. Knows Content-Length and chunked, which is all that the contestants send.
#ifndef ANSWER_H
#define ANSWER_H

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ANSWER_ROOM = 16384, UNKNOWN = -1, CHUNKED = -2 };

struct answer {
  char text[ANSWER_ROOM + 1];
  int size, body_at, length, status, closes;
};

static void answer_reset(struct answer *a) {
  a->size = a->body_at = a->status = a->closes = 0;
  a->length = UNKNOWN;
}

static void answer_read_head(struct answer *a, char *end) {
  a->body_at = (int)(end - a->text) + 4;
  a->status = atoi(a->text + 9);
  if (a->status == 204 || a->status == 304) a->length = 0;
  for (char *line = a->text; line < end; line = strstr(line, "\r\n") + 2) {
    if (!strncasecmp(line, "content-length:", 15)) a->length = atoi(line + 15);
    else if (!strncasecmp(line, "transfer-encoding: chunked", 26)) a->length = CHUNKED;
    else if (!strncasecmp(line, "connection: close", 17)) a->closes = 1;
  }
}

// True once the answer is whole. `a->text` ends in NUL after `a->size` bytes.
static int answer_complete(struct answer *a) {
  if (!a->body_at) {
    char *end = strstr(a->text, "\r\n\r\n");
    if (!end) return 0;
    answer_read_head(a, end);
  }
  if (a->length == CHUNKED) return a->size >= 5 && !memcmp(a->text + a->size - 5, "0\r\n\r\n", 5);
  return a->length != UNKNOWN && a->size >= a->body_at + a->length;
}
#endif
