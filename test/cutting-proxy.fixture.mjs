import { connect, createServer } from "node:net";

/**
 * A TCP proxy to a port of this machine that can do what networks do: cut every connection, or go silent, so that
 * connections stay open and nothing comes through them.
 */
export async function createCuttingProxy(target) {
  const pairs = new Set();
  let isSilent = false;
  let port = target;
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    const pair = [client, upstream];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) {
      socket.on("error", end);
      socket.on("close", end);
    }
    client.on("data", (data) => isSilent || upstream.write(data));
    upstream.on("data", (data) => isSilent || client.write(data));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const cut = () => {
    for (const [client, upstream] of [...pairs]) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  };
  return {
    port: server.address().port,
    cut,
    silent: (on) => {
      isSilent = on;
    },
    to: (next) => {
      port = next;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
