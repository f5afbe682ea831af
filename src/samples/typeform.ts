import { defineSamples } from "./samples.ts";

export const typeform = defineSamples({
  events: {
    form_response: {
      event_id: "{alnum:26}",
      event_type: "form_response",
      form_response: {
        form_id: "{alnum:8#form}",
        token: "{hex:32}",
        landed_at: "{iso-2m}",
        submitted_at: "{iso}",
        definition: {
          id: "{alnum:8#form}",
          title: "Sample survey",
          fields: [{ id: "{alnum:12#field}", title: "How was it?", type: "short_text", ref: "how" }],
        },
        answers: [
          { type: "text", text: "Sample: fine.", field: { id: "{alnum:12#field}", type: "short_text", ref: "how" } },
        ],
      },
    },
  },
});
