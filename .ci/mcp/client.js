// Both generations of the official client of the Model Context Protocol, one after the other.
// In MCP, as JSON, is what they connect to: `url`, or `command` with `args` and `cwd`. The first
// line of standard input has the calls to make; each client prints a line of JSON with what it was
// told. An answer that does not fit the tool's own schema is an error of the client.
import { once } from "node:events";
import { createInterface } from "node:readline";

import {
  Client as Client2,
  StreamableHTTPClientTransport as Http2,
} from "@modelcontextprotocol/client";
import { StdioClientTransport as Stdio2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Stdio1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as Http1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const { url, ...program } = JSON.parse(process.env.MCP);
const lines = createInterface({ input: process.stdin });
const calls = JSON.parse(await once(lines, "line"));
lines.close();
const about = { name: "bronwijzer-tests", version: "1" };

const generations = [
  [() => new Client1(about), Http1, Stdio1],
  [
    () => new Client2(about, { versionNegotiation: { mode: { pin: "2026-07-28" } } }),
    Http2,
    Stdio2,
  ],
];

for (const [make, Http, Stdio] of generations) {
  const client = make();
  await client.connect(url ? new Http(new URL(url)) : new Stdio(program));
  const { tools } = await client.listTools();
  const results = [];
  for (const call of calls) {
    try {
      const { content, structuredContent, isError } = await client.callTool(call);
      results.push({ content, structuredContent, isError });
    } catch ({ code, message }) {
      results.push({ code, message });
    }
  }
  const server = client.getServerVersion();
  const instructions = client.getInstructions();
  console.log(JSON.stringify({ server, instructions, tools, results }));
  await client.close();
}
