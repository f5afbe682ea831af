import { defineSamples } from "./samples.ts";

export const recurly = defineSamples({
  events: {
    "subscription.created": {
      id: "{alnum:12}",
      object_type: "subscription",
      site_id: "{alnum:12#site}",
      event_type: "created",
      event_time: "{iso}",
      uuid: "{hex:32#subscription}",
      account_code: "sample-{digits:4#order}",
    },
    "payment.succeeded": {
      id: "{alnum:12}",
      object_type: "payment",
      site_id: "{alnum:12#site}",
      event_type: "succeeded",
      event_time: "{iso}",
      uuid: "{hex:32}",
      account_code: "sample-{digits:4#order}",
    },
  },
});
