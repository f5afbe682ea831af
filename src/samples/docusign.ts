import { defineSamples } from "./samples.ts";

export const docusign = defineSamples({
  events: {
    "envelope-completed": {
      event: "envelope-completed",
      apiVersion: "v2.1",
      configurationId: "{digits:8}",
      generatedDateTime: "{iso}",
      data: {
        accountId: "{uuid#account}",
        userId: "{uuid#user}",
        envelopeId: "{uuid#envelope}",
        envelopeSummary: { status: "completed", emailSubject: "Sample contract", completedDateTime: "{iso}" },
      },
    },
    "envelope-sent": {
      event: "envelope-sent",
      apiVersion: "v2.1",
      generatedDateTime: "{iso}",
      data: {
        accountId: "{uuid#account}",
        userId: "{uuid#user}",
        envelopeId: "{uuid#envelope}",
        envelopeSummary: { status: "sent", emailSubject: "Sample contract", sentDateTime: "{iso}" },
      },
    },
  },
});
