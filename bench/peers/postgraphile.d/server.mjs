// Serves the database with PostGraphile. Usage: node server.mjs SOCKET_FOLDER PORT
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [folder, port] = process.argv.slice(2);

const served = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: `postgres:///postgres?host=${folder}&user=postgres`,
      schemas: ["public"],
      // Two for each core, as a search asks for hits and total at once. They stay open.
      poolConfig: { max: 4, idleTimeoutMillis: 0 },
    }),
  ],
  // Neither the page to try queries on nor anything else that is only to develop with.
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});

// Clients keep their connections between rounds.
const server = createServer({ keepAliveTimeout: 600_000 });
await served.createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1");
