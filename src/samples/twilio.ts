import { defineSamples } from "./samples.ts";

export const twilio = defineSamples({
  headers: { "content-type": "application/x-www-form-urlencoded" },
  events: {
    delivered: {
      AccountSid: "AC{hex:32#account}",
      ApiVersion: "2010-04-01",
      From: "+15005550006",
      To: "+15005550001",
      MessageSid: "SM{hex:32#message}",
      SmsSid: "SM{hex:32#message}",
      MessageStatus: "delivered",
    },
    undelivered: {
      AccountSid: "AC{hex:32#account}",
      ApiVersion: "2010-04-01",
      From: "+15005550006",
      To: "+15005550001",
      MessageSid: "SM{hex:32#message}",
      MessageStatus: "undelivered",
      ErrorCode: "30005",
    },
    received: {
      AccountSid: "AC{hex:32#account}",
      ApiVersion: "2010-04-01",
      From: "+15005550001",
      To: "+15005550006",
      Body: "Sample: is the shop open?",
      NumMedia: "0",
      NumSegments: "1",
      MessageSid: "SM{hex:32}",
      SmsStatus: "received",
    },
    completed: {
      AccountSid: "AC{hex:32#account}",
      ApiVersion: "2010-04-01",
      CallSid: "CA{hex:32}",
      From: "+15005550001",
      To: "+15005550006",
      Direction: "inbound",
      CallStatus: "completed",
      CallDuration: "42",
    },
  },
});
