// Text in a cell of a Markdown table: a bar would end the cell; a word in angle brackets would be taken for HTML, but
// inside a code span it stands for itself.
export const cell = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/<(?=[A-Za-z/])/g, "&lt;")))
    .join("")
    .replaceAll("|", "\\|");

export const code = (text) => cell(`\`${text}\``);
