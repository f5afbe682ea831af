/** What a person at a terminal can press; each line or letter that comes through a pipe counts as well. */
export function listenKeys({ replay, quit }: { replay: () => void; quit: () => void }): { close(): void } {
  const { stdin } = process;
  const isTerminal = stdin.isTTY === true;
  const hear = (data: Buffer): void => {
    for (const key of data.toString("latin1")) {
      if (key === "r") replay();
      // In raw mode Ctrl-C is a letter like others.
      if (key === "q" || key === "\u0003") quit();
    }
  };
  if (isTerminal) stdin.setRawMode(true);
  stdin.on("data", hear);
  // At the end of a pipe, or without any input, it goes on.
  stdin.on("error", () => {});
  return {
    close() {
      stdin.off("data", hear);
      if (isTerminal) stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
