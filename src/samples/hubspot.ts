import { defineSamples } from "./samples.ts";

export const hubspot = defineSamples({
  events: {
    "contact.creation": [
      {
        eventId: "{int:9}",
        subscriptionId: "{int:6#subscription}",
        portalId: "{int:8#portal}",
        appId: "{int:6#app}",
        occurredAt: "{ms}",
        subscriptionType: "contact.creation",
        attemptNumber: 0,
        objectId: "{int:9#contact}",
        changeSource: "CRM",
        changeFlag: "NEW",
      },
    ],
    "contact.propertyChange": [
      {
        eventId: "{int:9}",
        subscriptionId: "{int:6#subscription}",
        portalId: "{int:8#portal}",
        appId: "{int:6#app}",
        occurredAt: "{ms}",
        subscriptionType: "contact.propertyChange",
        attemptNumber: 0,
        objectId: "{int:9#contact}",
        propertyName: "lifecyclestage",
        propertyValue: "customer",
      },
    ],
    "deal.creation": [
      {
        eventId: "{int:9}",
        subscriptionId: "{int:6}",
        portalId: "{int:8#portal}",
        appId: "{int:6#app}",
        occurredAt: "{ms}",
        subscriptionType: "deal.creation",
        attemptNumber: 0,
        objectId: "{int:9#deal}",
      },
    ],
  },
});
