import { defineSamples } from "./samples.ts";

const item = {
  additionalData: {},
  amount: { currency: "EUR", value: 4900 },
  eventDate: "{iso}",
  merchantAccountCode: "SampleShopEU",
  merchantReference: "sample-{digits:4#order}",
  paymentMethod: "visa",
  pspReference: "{digits:16}",
  reason: "",
  success: "true",
};

export const adyen = defineSamples({
  events: {
    AUTHORISATION: {
      live: "false",
      notificationItems: [{ NotificationRequestItem: { ...item, eventCode: "AUTHORISATION" } }],
    },
    REFUND: {
      live: "false",
      notificationItems: [
        { NotificationRequestItem: { ...item, eventCode: "REFUND", originalReference: "{digits:16#payment}" } },
      ],
    },
  },
});
