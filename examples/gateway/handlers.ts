import { type HandledEvent, type HandlerContext, on } from "hookinbox";

interface Issue {
  readonly issue: { readonly number: number; readonly title: string };
}

/** Handlers that share something: here the issues that were seen. */
export class Issues {
  readonly seen = new Set<number>();

  @on("github", "issues.opened", { timeout: "30s", retry: ["5s", "1m"] })
  opened(event: HandledEvent, ctx: HandlerContext): void {
    const { issue } = event.payload as Issue;
    this.seen.add(issue.number);
    ctx.log.info("handled", { title: issue.title, attempt: ctx.attempt });
  }

  /** Every type that begins with `pull_request.`, of every source. */
  @on("pull_request.*")
  pullRequest(event: HandledEvent, ctx: HandlerContext): void {
    ctx.log.info("handled", { type: event.type });
  }
}
