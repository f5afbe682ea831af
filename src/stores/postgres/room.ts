/** Lets in so many at once; the others wait, in the order in which they came. */
export function createRoom(size: number) {
  const waiting: (() => void)[] = [];
  let inside = 0;

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  }

  return {
    /** Resolves, once there is room, to what leaves it. */
    async enter(): Promise<() => void> {
      if (inside < size) inside += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return leave;
    },
  };
}
