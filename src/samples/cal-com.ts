import { defineSamples } from "./samples.ts";

export const calCom = defineSamples({
  events: {
    BOOKING_CREATED: {
      triggerEvent: "BOOKING_CREATED",
      createdAt: "{iso}",
      payload: {
        uid: "{alnum:22#booking}",
        type: "sample-meeting",
        title: "Sample meeting",
        startTime: "{iso+1d}",
        endTime: "{iso+1d}",
        status: "ACCEPTED",
        organizer: { name: "Sample Host", email: "host@example.com", timeZone: "Europe/Berlin" },
        attendees: [{ name: "Sample Person", email: "person@example.com" }],
      },
    },
    BOOKING_CANCELLED: {
      triggerEvent: "BOOKING_CANCELLED",
      createdAt: "{iso}",
      payload: {
        uid: "{alnum:22#booking}",
        title: "Sample meeting",
        status: "CANCELLED",
        cancellationReason: "Sample",
      },
    },
  },
});
