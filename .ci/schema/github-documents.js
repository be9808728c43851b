// Holds the documents that are sent to GitHub to GitHub's own public schema, as
// npm's @octokit/graphql-schema has it, and to use nothing that is deprecated.
// Usage: node github-documents.js FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { schema as published } from "@octokit/graphql-schema";
import { buildSchema, NoDeprecatedCustomRule, parse, specifiedRules, validate } from "graphql";

const home = new URL("node_modules/@octokit/graphql-schema/", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", home), "utf8"));
const schema = buildSchema(published.idl, { assumeValid: true });
const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith(".graphql"));
if (files.length === 0) {
  console.error(`no documents in ${folder}`);
  process.exit(1);
}
let problems = 0;
for (const file of files) {
  const document = parse(readFileSync(join(folder, file), "utf8"));
  for (const error of validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule])) {
    const places = (error.locations ?? []).map(({ line, column }) => `${line}:${column}`);
    console.error(`${file}:${places.join(",")}: ${error.message}`);
    problems += 1;
  }
}
if (problems > 0) {
  process.exit(1);
}
console.log(`${files.length} documents are valid in @octokit/graphql-schema ${version}`);
