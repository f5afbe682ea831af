// Load for the bench: N keep-alive connections on one thread, each request a new signed event.
// Closed loop (a connection sends again when it is answered), or at a fixed rate; then a request's time runs from the
// moment it was due, so that a server that stalls cannot hide what it kept waiting.
// Prints one line of JSON.
#include "answer.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "request.h"

enum { MAX_CONNECTIONS = 1024, MAX_HEADERS = 32, DRAIN_SECONDS = 10 };

struct connection {
  int fd, busy, closing;
  uint64_t since;
  struct request request;
  struct answer answer;
};

static struct {
  int port, connections, header_count;
  double seconds, rate;
  const char *path, *body, *secret, *expect;
  char *headers[MAX_HEADERS];
} opt = {.connections = 64, .seconds = 5, .path = "/", .body = "{}", .secret = ""};

static struct connection *connections;
static int poller, timer = -1, busy, sending = 1;
static int *idle, idle_count; // connections that wait for their next due time
static uint64_t started, ends, sent, in_time, answered, broken, unexpected, reconnects, due_next;
static uint64_t statuses[600];
static uint32_t *times; // one for each answer, in µs
static size_t times_count, times_room;

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void connect_one(struct connection *c) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)opt.port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  int on = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event) < 0) fail("epoll_ctl");
  c->closing = 0;
  answer_reset(&c->answer);
}

static void send_one(struct connection *c, uint64_t since) {
  request_renew(&c->request);
  c->since = since;
  c->busy = 1;
  busy++, sent++;
  // 1.5 KB always fits into the socket of a connection that has nothing under way.
  if (write(c->fd, c->request.text, c->request.size) != c->request.size) {
    if (errno != EPIPE && errno != ECONNRESET) fail("write");
  }
}

static void arm_timer(void) {
  struct itimerspec at = {.it_value = {(time_t)(due_next / 1000000000ull), (long)(due_next % 1000000000ull)}};
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

// Sends what is due on whatever connections are idle; arms the timer for the next one.
static void send_due(void) {
  uint64_t now = now_ns(), step = (uint64_t)(1e9 / opt.rate);
  while (sending && idle_count && due_next <= now) {
    send_one(&connections[idle[--idle_count]], due_next);
    due_next += step;
  }
  if (sending && idle_count) arm_timer();
}

static void next_of(struct connection *c) {
  if (opt.rate > 0) idle[idle_count++] = (int)(c - connections);
  else if (sending) send_one(c, now_ns());
}

static void record(struct connection *c, uint64_t now) {
  if (times_count == times_room) times = realloc(times, (times_room = times_room ? times_room * 2 : 1 << 20) * sizeof *times);
  times[times_count++] = (uint32_t)((now - c->since) / 1000);
  statuses[c->answer.status > 0 && c->answer.status < 600 ? c->answer.status : 0]++;
  if (opt.expect && !strstr(c->answer.text + c->answer.body_at, opt.expect)) unexpected++;
  answered++;
  in_time += now <= ends;
  c->busy = 0;
  busy--;
}

static void reconnect(struct connection *c) {
  // At a fixed rate a server may close one that has long had nothing to send; that one is among the idle already.
  int waits = opt.rate > 0 && !c->busy && !c->closing;
  close(c->fd);
  if (c->busy) c->busy = 0, busy--, broken++;
  if (!sending) return;
  reconnects++;
  connect_one(c);
  if (!waits) next_of(c);
}

static void on_readable(struct connection *c) {
  struct answer *a = &c->answer;
  ssize_t n = read(c->fd, a->text + a->size, ANSWER_ROOM - a->size);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return reconnect(c);
  a->size += (int)n;
  a->text[a->size] = 0;
  if (c->closing || !answer_complete(a)) return;
  record(c, now_ns());
  // The server closes; its end of the stream comes as a read of 0.
  if (a->closes) c->closing = 1;
  else answer_reset(a), next_of(c);
}

static void run(void) {
  struct epoll_event events[256];
  for (;;) {
    uint64_t now = now_ns();
    if (now >= ends) sending = 0;
    if (!sending && (!busy || now >= ends + DRAIN_SECONDS * 1000000000ull)) return;
    uint64_t until = sending ? ends : now + 50000000;
    int count = epoll_wait(poller, events, 256, (int)((until - now) / 1000000) + 1);
    for (int i = 0; i < count; i++) {
      uint64_t expirations;
      if (events[i].data.ptr) on_readable(events[i].data.ptr);
      else if (read(timer, &expirations, sizeof expirations) < 0) errno = 0;
    }
    if (opt.rate > 0) send_due();
  }
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static double quantile(double q) {
  if (!times_count) return 0;
  size_t at = (size_t)(q * (double)times_count);
  return times[at < times_count ? at : times_count - 1] / 1000.0;
}

static void report(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  double cpu = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
  qsort(times, times_count, sizeof *times, by_value);
  printf("{\"seconds\":%.3f,\"sent\":%lu,\"answered\":%lu,\"rps\":%.1f,\"unanswered\":%d,\"broken\":%lu,\"unexpected\":%lu,\"reconnects\":%lu,",
         opt.seconds, sent, answered, (double)in_time / opt.seconds, busy, broken, unexpected, reconnects);
  printf("\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f,\"cpuSeconds\":%.3f,\"statuses\":{", quantile(0.5),
         quantile(0.9), quantile(0.99), quantile(0.999), quantile(1), cpu);
  for (int i = 0, first = 1; i < 600; i++)
    if (statuses[i]) printf("%s\"%d\":%lu", first ? "" : ",", i, statuses[i]), first = 0;
  printf("}}\n");
}

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  char *text = calloc(1, 1 << 20);
  if (!fread(text, 1, (1 << 20) - 1, file)) fail(path);
  fclose(file);
  return text;
}

static void read_options(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    char *name = argv[i], *value = argv[i + 1];
    if (!strcmp(name, "--port")) opt.port = atoi(value);
    else if (!strcmp(name, "--path")) opt.path = value;
    else if (!strcmp(name, "--connections")) opt.connections = atoi(value);
    else if (!strcmp(name, "--seconds")) opt.seconds = atof(value);
    else if (!strcmp(name, "--rate")) opt.rate = atof(value);
    else if (!strcmp(name, "--body")) opt.body = read_file(value);
    else if (!strcmp(name, "--secret")) opt.secret = value;
    else if (!strcmp(name, "--expect")) opt.expect = value;
    else if (!strcmp(name, "--header") && opt.header_count < MAX_HEADERS) opt.headers[opt.header_count++] = value;
    else fprintf(stderr, "load: unknown option %s\n", name), exit(2);
  }
  if (opt.connections < 1 || opt.connections > MAX_CONNECTIONS) fprintf(stderr, "load: --connections 1 to %d\n", MAX_CONNECTIONS), exit(2);
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  random_start();
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct request request;
  char host[32];
  sprintf(host, "127.0.0.1:%d", opt.port);
  request_build(&request, host, opt.path, opt.headers, opt.header_count, opt.body, opt.secret);
  connections = calloc((size_t)opt.connections, sizeof *connections);
  idle = calloc((size_t)opt.connections, sizeof *idle);
  for (int i = 0; i < opt.connections; i++) {
    connections[i].request = request_copy(&request);
    connect_one(&connections[i]);
  }
  if (opt.rate > 0) {
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event);
  }
  started = due_next = now_ns();
  ends = started + (uint64_t)(opt.seconds * 1e9);
  for (int i = 0; i < opt.connections; i++) next_of(&connections[i]);
  if (opt.rate > 0) send_due();
  run();
  report();
  return 0;
}
