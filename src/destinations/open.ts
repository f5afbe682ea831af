import type { Observer } from "../observe.ts";
import type { Destination } from "./destination.ts";

interface Opened {
  readonly destinations: readonly Destination[];
}

/** Makes all destinations ready; where one cannot be, all are closed again and its error is thrown. */
export async function openDestinations({ destinations }: Opened, observer: Observer): Promise<void> {
  const tell = (notice: Parameters<NonNullable<Observer["noticed"]>>[0]) => observer.noticed?.(notice);
  const opened = await Promise.allSettled(destinations.map(async (destination) => destination.open?.(tell)));
  const failed = opened.find((one) => one.status === "rejected");
  if (!failed) return;
  await closeDestinations({ destinations });
  throw failed.reason;
}

export async function closeDestinations({ destinations }: Opened): Promise<void> {
  await Promise.allSettled(destinations.map(async (destination) => destination.close?.()));
}
