/** The names that `--only` asks for, or all. Ends the process when there is no such one. */
export function namesOf(only, names) {
  const asked = only?.split(",") ?? names;
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length === 0) return asked;
  console.error(`--only: there is no ${unknown.map((name) => `"${name}"`).join(", ")}. There are ${names.join(", ")}.`);
  process.exit(2);
}
