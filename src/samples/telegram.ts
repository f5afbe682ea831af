import { defineSamples } from "./samples.ts";

export const telegram = defineSamples({
  events: {
    unknown: {
      update_id: "{int:9}",
      message: {
        message_id: "{int:4}",
        from: { id: "{int:9#user}", is_bot: false, first_name: "Sample", username: "sampleperson" },
        chat: { id: "{int:9#user}", type: "private", first_name: "Sample" },
        date: "{seconds}",
        text: "/start sample",
      },
    },
  },
});
