import { defineSamples } from "./samples.ts";

export const meta = defineSamples({
  events: {
    "whatsapp_business_account.messages": {
      object: "whatsapp_business_account",
      entry: [
        {
          id: "{digits:15#account}",
          changes: [
            {
              field: "messages",
              value: {
                messaging_product: "whatsapp",
                metadata: { display_phone_number: "15005550006", phone_number_id: "{digits:15#phone}" },
                contacts: [{ profile: { name: "Sample Person" }, wa_id: "15005550001" }],
                messages: [
                  {
                    from: "15005550001",
                    id: "wamid.{alnum:40}",
                    timestamp: "{seconds}",
                    type: "text",
                    text: { body: "Sample: is the shop open?" },
                  },
                ],
              },
            },
          ],
        },
      ],
    },
    "page.feed": {
      object: "page",
      entry: [
        {
          id: "{digits:15#page}",
          time: "{seconds}",
          changes: [
            {
              field: "feed",
              value: {
                item: "comment",
                verb: "add",
                post_id: "{digits:15#page}_{digits:15}",
                message: "Sample comment",
                created_time: "{seconds}",
              },
            },
          ],
        },
      ],
    },
  },
});
