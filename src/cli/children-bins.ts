import type { Worker } from "node:cluster";
import { problem } from "../problem.ts";
import type { IncomingRequest } from "../receive.ts";
import { type Bins, MOST_BODY } from "../server/bins/bins.ts";
import type { Head, Reply } from "../types.ts";

/**
 * Bins of `serve --processes`: they live in the process that watches over the others and has the admin listener. A request
 * at one comes to any of its children, which asks whether there is such a bin before it reads a body, and hands it over.
 */

type Question = { readonly url: string } | { readonly request: Head; readonly body: Uint8Array };
export type BinAsked = { readonly asked: number; readonly question: Question };
export type BinAnswer = { readonly asked: number; readonly answer: boolean | Reply | undefined };

/** In the parent: answers a child. */
export function answerBins(child: Worker, bins: Bins): void {
  const answerOf = (question: Question) =>
    "url" in question
      ? bins.at(question.url) !== undefined
      : bins.receive({ ...question.request, read: async () => question.body }).catch(() => problem("INTERNAL"));
  child.on("message", async (said: BinAsked | object) => {
    if (!("question" in said)) return;
    const answer = await answerOf(said.question);
    if (child.isConnected()) child.send({ asked: said.asked, answer } satisfies BinAnswer);
  });
}

/** In a child: the parent's. */
export function binsOfParent(): Pick<Bins, "receive"> {
  const waiting = new Map<number, (answer: BinAnswer["answer"]) => void>();
  let last = 0;
  process.on("message", (said: BinAnswer | object) => {
    if (!("answer" in said)) return;
    waiting.get(said.asked)?.(said.answer);
    waiting.delete(said.asked);
  });
  const ask = (question: Question) =>
    new Promise<BinAnswer["answer"]>((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      process.send?.({ asked: last, question } satisfies BinAsked);
    });

  return {
    async receive(request: IncomingRequest): Promise<Reply | undefined> {
      if (!(await ask({ url: request.url }))) return undefined;
      const body = await request.read(MOST_BODY);
      const { method, url, headers, receivedAt } = request;
      return (await ask({ request: { method, url, headers, receivedAt }, body })) as Reply | undefined;
    },
  };
}
