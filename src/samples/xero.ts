import { defineSamples } from "./samples.ts";

export const xero = defineSamples({
  events: {
    "INVOICE.UPDATE": {
      events: [
        {
          resourceUrl: "https://api.xero.example/api.xro/2.0/Invoices/{uuid#invoice}",
          resourceId: "{uuid#invoice}",
          tenantId: "{uuid#tenant}",
          tenantType: "ORGANISATION",
          eventCategory: "INVOICE",
          eventType: "UPDATE",
          eventDateUtc: "{iso}",
        },
      ],
      firstEventSequence: "{int:6#this-first}",
      lastEventSequence: "{int:6#this-first}",
      entropy: "{alnum:20}",
    },
    "CONTACT.CREATE": {
      events: [
        {
          resourceUrl: "https://api.xero.example/api.xro/2.0/Contacts/{uuid#contact}",
          resourceId: "{uuid#contact}",
          tenantId: "{uuid#tenant}",
          tenantType: "ORGANISATION",
          eventCategory: "CONTACT",
          eventType: "CREATE",
          eventDateUtc: "{iso}",
        },
      ],
      firstEventSequence: "{int:6#this-first}",
      lastEventSequence: "{int:6#this-first}",
      entropy: "{alnum:20}",
    },
  },
});
