import { formatSize } from "../config/sizes.ts";
import { HookinboxError } from "../errors.ts";
import { type Whereabouts, withBackend } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { asText, showBody, showHeaders } from "./message.ts";
import { formatAt, paint, print, printable, printJson, say, table } from "./output.ts";

export interface QuarantineOptions extends Whereabouts {
  readonly source?: string;
  readonly limit?: number;
  readonly before?: string;
  readonly json?: boolean;
}

export async function listQuarantine({
  json,
  config,
  adminUrl,
  store,
  limit = 20,
  ...query
}: QuarantineOptions): Promise<number> {
  const page = await withBackend({ config, adminUrl, store }, (backend) => backend.quarantine({ ...query, limit }));
  if (json) {
    for (const item of page.items) printJson(item);
    return EXIT.fine;
  }
  if (page.items.length === 0) print("Nothing in quarantine.");
  else
    print(
      table(
        ["ID", "SOURCE", "REASON", "RECEIVED", "SIZE"],
        page.items.map((one) => [one.id, one.source, one.reason, formatAt(one.receivedAt), formatSize(one.size)]),
      ),
    );
  if (page.next !== null) say(paint.dim(`There are more: --before ${page.next}`));
  return EXIT.fine;
}

export interface ShowOptions extends Whereabouts {
  readonly json?: boolean;
  readonly body?: boolean;
}

export async function showQuarantined(id: string, { json, body: bodyOnly, ...where }: ShowOptions): Promise<number> {
  const found = await withBackend(where, (backend) => backend.quarantined(id));
  if (!found)
    throw new HookinboxError("NO_SUCH_EVENT", `There is nothing of the id ${JSON.stringify(id)} in quarantine.`);
  const { body, ...request } = found;
  if (bodyOnly) {
    process.stdout.write(body);
  } else if (json) {
    printJson({ ...request, ...asText(body) });
  } else {
    print(`${paint.bold(request.id)}  ${paint.red(printable(request.reason))}`);
    print(printable(request.detail));
    print(
      `${printable(request.source)}  ${printable(request.method)} ${printable(request.url)}  received ${formatAt(request.receivedAt)}`,
    );
    showHeaders(request.headers);
    showBody(body);
  }
  return EXIT.fine;
}
