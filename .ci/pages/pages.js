// The addresses that are looked at. An address stands here once for both languages where
// it is the same behind /en.

const repository = "/repositories/github.com/MinBZK/par-dpia-form";

/** Those that Lighthouse measures, by what they are. */
export const MEASURED = {
  home: "/",
  results: "/zoeken",
  repository,
  organisation: "/organisations/logius",
  "open by default": "/open-tenzij",
};

const SAME_IN_BOTH = [
  "/organisations",
  "/organisations/logius",
  "/crawls",
  "/toolbox",
  "/toolbox/publiccode",
  `/toolbox/publiccode?repository=${repository.slice("/repositories/".length)}`,
  "/privacy",
  repository,
];

const DUTCH = [
  "/",
  "/zoeken",
  "/zoeken?q=corona",
  "/zoeken?q=zaak&licence=EUPL-1.2&status=ACTIVE",
  "/zoeken?q=xyzzyqwerty",
  "/zoeken?q=-%22",
  "/vergelijk?met=github.com/MinBZK/par-dpia-form&met=github.com/Amsterdam/signals",
  "/open-tenzij",
  "/zoekt-beheerder",
  "/hulp",
  "/controleer",
  "/gegevens",
  "/over",
  "/toegankelijkheid",
  "/nergens",
];

const ENGLISH = [
  "/en",
  "/en/search?q=corona",
  "/en/compare?met=github.com/MinBZK/par-dpia-form&met=github.com/Amsterdam/signals",
  "/en/open-by-default",
  "/en/seeking-maintainer",
  "/en/help",
  "/en/check",
  "/en/data",
  "/en/about",
  "/en/accessibility",
  "/en/nowhere",
];

export const ADDRESSES = [
  ...DUTCH,
  ...SAME_IN_BOTH,
  ...ENGLISH,
  ...SAME_IN_BOTH.map((path) => `/en${path}`),
];
