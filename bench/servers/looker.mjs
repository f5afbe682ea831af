// Asks an admin API for lists, one after the other, until SIGTERM; then it prints how long each took, in ms.
const address = `http://127.0.0.1:${process.argv[2]}/api/events`;
/** Words of all, of one, of none; a rare destination; the newest. */
const QUESTIONS = ["q=issues", "q=k-99999", "q=nowhere", "q=rate+limit", "destination=rare/*", "state=dead", ""];
const took = [];
process.on("SIGTERM", () => {
  console.log(JSON.stringify(took));
  process.exit();
});
for (let i = 0; ; i++) {
  const startedAt = performance.now();
  const answer = await fetch(`${address}?${QUESTIONS[i % QUESTIONS.length]}`);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the admin API answered ${answer.status}`);
  took.push(performance.now() - startedAt);
}
