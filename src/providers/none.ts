import { defineProvider } from "./provider.ts";

export const none = defineProvider({
  id: "none",
  name: "Nothing verified",
  signature: { scheme: "none" },
  key: null,
  keyNote: "Set `key` of the source where the requests hold an id.",
  type: ["{header:x-event-type}", "{body:type}", "{body:event}"],
  methods: ["PUT", "PATCH"],
  warnings: [
    "The provider `none` verifies nothing: anyone who finds the address can post events. Use it for captures only.",
  ],
  evidence: { signature: "our own: there is none" },
});
