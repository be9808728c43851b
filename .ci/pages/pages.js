// The addresses that are looked at. An address stands here once for both languages where
// it is the same behind /en.

const repository = "/repositories/github.com/MinBZK/par-dpia-form";

/** Those that Lighthouse measures, by what they are. */
export const MEASURED = {
  home: "/",
  results: "/zoeken",
  repository,
  organisation: "/organisaties/logius",
  organisations: "/organisaties",
  "open by default": "/open-tenzij",
};

const SAME_IN_BOTH = [
  "/crawls",
  "/toolbox",
  "/toolbox/publiccode",
  `/toolbox/publiccode?repository=${repository.slice("/repositories/".length)}`,
  "/privacy",
  "/confirm-email/x",
  "/unsubscribe/x",
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
  "/organisaties",
  "/organisaties?by=name&page=2",
  "/organisaties?type=municipality&province=utrecht&state=no-account",
  "/organisaties/logius",
  "/organisaties/logius/rapport",
  "/organisaties/binnenlandse-zaken-en-koninkrijksrelaties?with=children",
  "/organisaties/gemeente-urk",
  "/organisaties/gemeente-urk/rapport",
  "/open-tenzij",
  "/open-tenzij/2020-01-01",
  "/doe-mee",
  "/vrijgeven",
  "/vrijgeven?q=KopieID",
  "/gestopt",
  "/aanmelden?problem=expired",
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
  "/en/organisations",
  "/en/organisations/logius",
  "/en/organisations/logius/report",
  "/en/organisations/gemeente-urk",
  "/en/open-by-default",
  "/en/open-by-default/2020-01-01",
  "/en/help-out",
  "/en/release-requests",
  "/en/stopped",
  "/en/sign-in",
  "/en/help",
  "/en/check",
  "/en/data",
  "/en/about",
  "/en/accessibility",
  "/en/nowhere",
];

const kinds = ["offer", "use", "release_request", "correction", "post"];
const about = `&repository=https://${repository.slice("/repositories/".length)}`;
const form = (kind) => `?kind=${kind}${kind === "release_request" ? "" : about}`;

/** Those that a member sees, who is a moderator too. */
export const FOR_MEMBERS = [
  ...kinds.map((kind) => `/verklaring/nieuw${form(kind)}`),
  ...kinds.map((kind) => `/en/statement/new${form(kind)}`),
  "/mijn",
  "/mijn?do=delete",
  "/moderatie",
  "/en/my",
  "/en/moderation",
  repository,
  "/organisaties/logius",
];

export const ADDRESSES = [
  ...DUTCH,
  ...SAME_IN_BOTH,
  ...ENGLISH,
  ...SAME_IN_BOTH.map((path) => `/en${path}`),
];
