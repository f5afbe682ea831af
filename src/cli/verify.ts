import { loadEnvironment } from "../config/load.ts";
import { describeProvider } from "../providers/describe.ts";
import { createVerifier, signatureOf } from "../verify/create.ts";
import { judge } from "../verify/judge.ts";
import { checkOptions } from "../verify/options.ts";
import { createTrial, usage, type VerifyCommandOptions } from "./trial.ts";
import { type Judged, showVerdict, verdictCode } from "./verdict.ts";

/** Judges a saved request, and says what failed, the cause and the fix. Exit code 0: verified; 1: refused; 2: wrong usage. */
export async function verifyCommand(id: string | undefined, options: VerifyCommandOptions): Promise<number> {
  checkUsage(id, options);
  if (options.quarantine === undefined) loadEnvironment(process.cwd());
  const { provider, request, settings } = await createTrial(id, options);
  if (provider.id === "none") {
    throw usage('The provider "none" verifies nothing, so there is no verdict.', "Name the provider that sends.");
  }
  const receivedAt = options.now ?? request.receivedAt ?? Date.now();
  // Nothing is called but what publishes a key: a confirmation that the request asks for is not sent from here.
  const verifier = createVerifier(provider, { ...settings, visits: false });
  const { method, headers, body } = request;
  const url = options.url ?? request.url;
  const verdict = await judge(verifier, { method, url, headers, body, receivedAt });
  const signature = signatureOf(provider, checkOptions(provider, settings.options ?? {}));
  const judged: Judged = {
    provider,
    checks: describeProvider({ ...provider, signature }).checks,
    verdict,
    receivedAt,
    size: body.length,
    remarks: [...request.remarks, ...verifier.warnings],
    asOfNow: options.now === undefined && request.receivedAt === undefined,
  };
  showVerdict(judged, options);
  return verdictCode(verdict);
}

function checkUsage(id: string | undefined, options: VerifyCommandOptions): void {
  const { request, quarantine, url, header = [], body, secretStdin } = options;
  const byParts = header.length > 0 || body !== undefined || options.method !== undefined;
  const ways = [request !== undefined, quarantine !== undefined, byParts].filter(Boolean).length;
  if (ways > 1)
    throw usage("A request is given by --request, by --quarantine, or by --header and --body: by one of them.");
  if (ways === 0 && url === undefined)
    throw usage("Which request? --request FILE has a saved one, --quarantine qrt_… one that was refused.");
  if (id === undefined && quarantine === undefined)
    throw usage("Which provider? Its id goes first: hookinbox verify github …");
  if ([request === "-", body === "-", secretStdin === true].filter(Boolean).length > 1)
    throw usage(
      "Stdin can give one thing: the secret, the request or the body.",
      "Take the secret with --secret-env or --secret-file.",
    );
}
