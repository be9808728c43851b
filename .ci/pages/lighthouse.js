// Lighthouse on a telephone and on a desk.

import lighthouse, { desktopConfig } from "lighthouse";

/** What each category has to reach, out of 100. */
const LEAST = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

// A busy machine makes a page look slow, and never fast: the best of a few counts.
const TRIES = 6;

async function scores(port, url, config) {
  const { lhr } = await lighthouse(url, { port, onlyCategories: CATEGORIES, logLevel: "error" }, config);
  const failed = CATEGORIES.flatMap((category) =>
    lhr.categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
      .map(({ id }) => `${id} (${lhr.audits[id].displayValue ?? lhr.audits[id].title})`),
  );
  const reached = CATEGORIES.map((category) => Math.round(lhr.categories[category].score * 100));
  return { reached, failed };
}

/** The faults of `pages`, which are paths by name. */
export async function measure(browser, base, pages) {
  const port = Number(new URL(browser.wsEndpoint()).port);
  const faults = [];
  for (const [name, path] of Object.entries(pages)) {
    for (const [device, config] of [["telephone", undefined], ["desk", desktopConfig]]) {
      let best;
      for (let tries = 0; tries < TRIES; tries += 1) {
        const run = await scores(port, base + path, config);
        if (!best || run.reached[0] > best.reached[0]) best = run;
        if (best.reached.every((score) => score >= LEAST)) break;
      }
      const line = CATEGORIES.map((category, at) => `${category} ${best.reached[at]}`).join(", ");
      console.log(`${name} on a ${device}: ${line}`);
      if (best.reached.some((score) => score < LEAST)) {
        faults.push(`${name} on a ${device}: ${line}: ${best.failed.join("; ")}`);
      }
    }
  }
  return faults;
}
