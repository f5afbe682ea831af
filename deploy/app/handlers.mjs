export default {
  github: {
    "issues.opened": (event, ctx) => ctx.log.info("an issue", { title: event.payload.issue.title }),
    "*": () => {},
  },
};
