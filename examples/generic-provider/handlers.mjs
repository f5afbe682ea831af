export default {
  acme: {
    "order.*": (event, ctx) => ctx.log.info("handled", { type: event.type, order: event.payload.order }),
  },
};
