import { defineSamples } from "./samples.ts";

export const tally = defineSamples({
  events: {
    FORM_RESPONSE: {
      eventId: "{uuid}",
      eventType: "FORM_RESPONSE",
      createdAt: "{iso}",
      data: {
        responseId: "{alnum:6}",
        submissionId: "{alnum:6}",
        respondentId: "{alnum:6}",
        formId: "{alnum:6#form}",
        formName: "Sample survey",
        createdAt: "{iso}",
        fields: [{ key: "question_{alnum:6}", label: "How was it?", type: "INPUT_TEXT", value: "Sample: fine." }],
      },
    },
  },
});
