import { defineSamples } from "./samples.ts";

export const resend = defineSamples({
  events: {
    "email.delivered": {
      type: "email.delivered",
      created_at: "{iso}",
      data: {
        email_id: "{uuid#email}",
        from: "shop@example.com",
        to: ["buyer@example.com"],
        subject: "Your sample order",
        created_at: "{iso-1m}",
      },
    },
    "email.bounced": {
      type: "email.bounced",
      created_at: "{iso}",
      data: {
        email_id: "{uuid#email}",
        from: "shop@example.com",
        to: ["nobody@example.com"],
        subject: "Your sample order",
        bounce: { type: "Permanent", subType: "General", message: "Sample: no such address" },
      },
    },
  },
});
