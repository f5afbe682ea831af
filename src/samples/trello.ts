import { defineSamples } from "./samples.ts";

const card = { id: "{hex:24#card}", name: "Sample card", idShort: 42, shortLink: "{alnum:8#card}" };

export const trello = defineSamples({
  events: {
    createCard: {
      action: {
        id: "{hex:24}",
        type: "createCard",
        date: "{iso}",
        data: {
          card,
          list: { id: "{hex:24#list}", name: "To do" },
          board: { id: "{hex:24#board}", name: "Sample board" },
        },
        memberCreator: { id: "{hex:24#member}", username: "sampleperson" },
      },
      model: { id: "{hex:24#board}", name: "Sample board" },
    },
    commentCard: {
      action: {
        id: "{hex:24}",
        type: "commentCard",
        date: "{iso}",
        data: { text: "Sample: done.", card, board: { id: "{hex:24#board}", name: "Sample board" } },
        memberCreator: { id: "{hex:24#member}", username: "sampleperson" },
      },
      model: { id: "{hex:24#board}", name: "Sample board" },
    },
  },
});
