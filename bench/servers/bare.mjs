// The floor: node:http that reads the body and answers 202. It verifies nothing and keeps nothing.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    response.writeHead(202, { "content-length": 0 });
    response.end();
    chunks.length = 0;
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
