// What the demo does with events: it says that it has them, and sometimes fails.

const show = (event, ctx) =>
  ctx.log.info("handled", { type: event.type, payload: event.payload, attempt: ctx.attempt });

export default {
  github: {
    "issues.deleted": () => {
      throw new Error("this handler always fails, to show what becomes of it");
    },
    "issues.opened": show,
    "pull_request.*": show,
  },
  stripe: { "*": show },
  chargify: {
    payment_failure: (event, ctx) => {
      if (ctx.attempt <= 2) throw new Error(`attempt ${ctx.attempt} fails, to show a retry`);
      show(event, ctx);
    },
    payment_success: show,
  },
  standard: { "*": show },
};
