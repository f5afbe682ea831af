// Holds a write transaction on a store's file: `lock.fixture.mjs FILE MS`.
import { openWriter } from "../../dist/stores/sqlite/driver.js";

const [file, ms] = process.argv.slice(2);
const db = openWriter(file);
db.exec("BEGIN IMMEDIATE");
process.send("held");
setTimeout(() => {
  db.exec("ROLLBACK");
  db.close();
  process.exit();
}, Number(ms));
process.on("disconnect", () => process.exit());
