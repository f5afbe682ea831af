// The cheapest command there can be: no C library, no start-up work. It favours the contestant that starts one an event.
void _start(void) {
#if defined(__x86_64__)
  __asm__ volatile("mov $60, %eax; xor %edi, %edi; syscall");
#elif defined(__aarch64__)
  __asm__ volatile("mov x8, #93; mov x0, #0; svc #0");
#endif
}
