const fixed = (digits) => (value) => (value === undefined ? "" : value.toFixed(digits));
export const whole = fixed(0);
export const tenth = fixed(1);
export const hundredth = fixed(2);

/** A table in plain text. `columns`: `{ head, text(row), left? }`. */
export function table(columns, rows) {
  const cells = [columns.map((column) => column.head), ...rows.map((row) => columns.map((column) => column.text(row)))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at].length)));
  const put = (text, at) => (columns[at].left ? text.padEnd(widths[at]) : text.padStart(widths[at]));
  const lines = cells.map((line) => line.map(put).join("  ").trimEnd());
  return [lines[0], widths.map((width) => "-".repeat(width)).join("  "), ...lines.slice(1)].join("\n");
}
