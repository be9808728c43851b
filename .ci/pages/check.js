// Holds every page to WCAG 2.2 AA by the rules of axe-core, on a desk and on a telephone,
// light and dark; to no sideways scrolling; to HTML; and to their Content-Security-Policy. Then a few to Lighthouse and to
// the weight of a first visit. A member looks too, who comes in by the link of INVITATION.
// Usage: ADDRESS=URL [INVITATION=URL] node check.js [rules|lighthouse]

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import puppeteer from "puppeteer-core";
import { ADDRESSES, FOR_MEMBERS, MEASURED } from "./pages.js";
import { measure } from "./lighthouse.js";

const base = process.env.ADDRESS;
const parts = process.argv[2] ? [process.argv[2]] : ["rules", "lighthouse"];
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [320, 1280];
const SCHEMES = ["light", "dark"];
/** What a first visit may weigh on the wire, and its scripts, in bytes. */
const FIRST_VISIT = 100 * 1024;
const SCRIPTS = 15 * 1024;

const faults = [];
const html = new HtmlValidate({ extends: ["html-validate:standard"] });

/** Notes what the policy of each page forbids, from before its first script on. */
const noteRefusals = (page) =>
  page.evaluateOnNewDocument(() => {
    globalThis.refused = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      globalThis.refused.push(`${effectiveDirective} ${blockedURI}`),
    );
  });

async function refusals(page, where) {
  for (const refused of await page.evaluate(() => globalThis.refused)) {
    faults.push(`${where}: the Content-Security-Policy refuses ${refused}`);
  }
}

/** The playground is no page of the catalogue's own, but its policy holds: also with a dialog open. */
async function lookAtPlayground(browser) {
  const page = await browser.newPage();
  await noteRefusals(page);
  await page.goto(`${base}/graphiql`, { waitUntil: "networkidle0" });
  await page.waitForSelector(".graphiql-container");
  await page.click('button[aria-label="Open settings dialog"]');
  await page.waitForSelector('[role="dialog"]');
  await refusals(page, "/graphiql");
  await page.close();
}

async function lookAt(page, address) {
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const response = await page.goto(base + address, { waitUntil: "load" });
      const where = `${address} at ${width} px, ${scheme}`;
      await refusals(page, where);
      if (width === WIDTHS[0] && scheme === SCHEMES[0]) await validate(address, await response.text());
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(
        (tags) => globalThis.axe.run({ runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
        TAGS,
      );
      for (const { id, help, nodes } of violations) {
        faults.push(`${where}: ${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html).join(" … ")}`);
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) faults.push(`${where}: the page is ${wide} px wide`);
    }
  }
}

async function validate(address, source) {
  const report = await html.validateString(source);
  for (const { line, ruleId, message } of report.results.flatMap(({ messages }) => messages)) {
    faults.push(`${address}, line ${line}: ${ruleId}: ${message}`);
  }
}

/** Comes in by an invitation, says something, and looks at every page that only members have. */
async function lookAsMember(browser, invitation) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await noteRefusals(page);
  const press = (button) => Promise.all([page.waitForNavigation(), page.click(button)]);
  await page.goto(base + new URL(invitation).pathname);
  await press("main form button");
  await page.goto(`${base}/verklaring/nieuw?kind=release_request`);
  await page.type("#field-name", "Afsprakenplanner");
  await page.type("#field-organisation", "Logius");
  await page.type("#field-purpose", "Plant afspraken aan de balie.");
  // With what is missing next to its field.
  await press(".bw-form__buttons button");
  await validate("the form with an error", await page.content());
  await page.type("#field-text", "Wij willen dit ook gebruiken.");
  await press(".bw-form__buttons button");
  const said = new URL(page.url()).pathname;
  for (const address of [...FOR_MEMBERS, said]) await lookAt(page, address);
  await context.close();
  return FOR_MEMBERS.length + 1;
}

/** Bytes on the wire of a visit by somebody who was never here. */
async function weigh(browser, address) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  const kinds = new Map();
  let all = 0;
  let scripts = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    all += encodedDataLength;
    if (kinds.get(requestId) === "Script") scripts += encodedDataLength;
  });
  await page.goto(base + address, { waitUntil: "networkidle0" });
  await context.close();
  console.log(`${address}: a first visit takes ${(all / 1024).toFixed(1)} KiB, ${(scripts / 1024).toFixed(1)} KiB of them scripts`);
  if (all > FIRST_VISIT) faults.push(`${address}: a first visit takes more than ${FIRST_VISIT} bytes: ${all}`);
  if (scripts > SCRIPTS) faults.push(`${address}: scripts take more than ${SCRIPTS} bytes: ${scripts}`);
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROME ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  if (parts.includes("rules")) {
    const page = await browser.newPage();
    await noteRefusals(page);
    for (const address of ADDRESSES) await lookAt(page, address);
    await page.close();
    await lookAtPlayground(browser);
    const invitation = process.env.INVITATION;
    const more = invitation ? await lookAsMember(browser, invitation) : 0;
    console.log(`${ADDRESSES.length + more} addresses looked at, at ${WIDTHS.join(" and ")} px, ${SCHEMES.join(" and ")}`);
    for (const address of Object.values(MEASURED)) await weigh(browser, address);
  }
  if (parts.includes("lighthouse")) faults.push(...(await measure(browser, base, MEASURED)));
} finally {
  await browser.close();
}
for (const fault of new Set(faults)) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
