// Writes into ui/vendor what the pages use of the packages in package-lock.json, with its
// licences and a list of versions; with --check only tells whether that is what is there.

import { readFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "vendor");
const installed = (path) => readFileSync(join(here, "node_modules", path));

const NL = "@nl-design-system-candidate";
const UTRECHT = "@utrecht";
const FONT = "@fontsource-variable/source-sans-3";

// A package, its stylesheet, and the classes of it that are kept: rules for any other
// class are left out.
const STYLES = [
    [`${NL}/button-css`, "dist/button.css", ["nl-button", "nl-button--primary", "nl-button--secondary", "nl-button--subtle"]],
    [`${NL}/data-badge-css`, "dist/data-badge.css", ["nl-data-badge"]],
    [`${NL}/heading-css`, "dist/heading.css", ["nl-heading", "nl-heading--level-1", "nl-heading--level-2", "nl-heading--level-3", "nl-heading--level-4"]],
    [`${NL}/link-css`, "dist/link.css", ["nl-link"]],
    [`${NL}/number-badge-css`, "dist/number-badge.css", ["nl-number-badge"]],
    [`${NL}/paragraph-css`, "dist/paragraph.css", ["nl-paragraph", "nl-paragraph--lead"]],
    [`${NL}/skip-link-css`, "dist/skip-link.css", ["nl-skip-link", "nl-skip-link--visible-on-focus"]],
    [`${UTRECHT}/breadcrumb-nav-css`, "dist/index.css", ["utrecht-breadcrumb-nav", "utrecht-breadcrumb-nav__list", "utrecht-breadcrumb-nav__list--html-ol", "utrecht-breadcrumb-nav__item", "utrecht-breadcrumb-nav__link", "utrecht-breadcrumb-nav__link--current"]],
    [`${UTRECHT}/checkbox-css`, "dist/index.css", ["utrecht-checkbox", "utrecht-checkbox--html-input"]],
    [`${UTRECHT}/form-label-css`, "dist/index.css", ["utrecht-form-label", "utrecht-form-label--checkbox"]],
    [`${UTRECHT}/page-footer-css`, "dist/index.css", ["utrecht-page-footer", "utrecht-page-footer__content"]],
    [`${UTRECHT}/page-header-css`, "dist/index.css", ["utrecht-page-header", "utrecht-page-header__content"]],
    [`${UTRECHT}/select-css`, "dist/index.css", ["utrecht-select", "utrecht-select--html-select"]],
    [`${UTRECHT}/table-css`, "dist/index.css", ["utrecht-table", "utrecht-table--html-table"]],
    [`${UTRECHT}/textarea-css`, "dist/index.css", ["utrecht-textarea", "utrecht-textarea--html-textarea"]],
    [`${UTRECHT}/textbox-css`, "dist/index.css", ["utrecht-textbox", "utrecht-textbox--html-input"]],
];

// File in ui/vendor, the package that it is copied from, and where it stands there.
const COPIES = [
    ["source-sans-3-latin.woff2", FONT, "files/source-sans-3-latin-wght-normal.woff2"],
    ["licences/OFL-1.1.txt", FONT, "LICENSE"],
    ["licences/EUPL-1.2.md", `${NL}/button-css`, "LICENSE.md"],
];

const NOTICE = `/*! Made from packages of NL Design System and of the municipality of Utrecht,
unused rules left out. Copyright (c) their authors: Community for NL Design System, Frameless
B.V., Gemeente Utrecht. EUPL-1.2. Versions are in ui/vendor/README.md of the source. */
`;

function classesOf(css) {
    return new Set([...css.matchAll(/\.(-?[_a-z][\w-]*)/gi)].map(([, name]) => name));
}

function pruned([name, file, kept]) {
    const code = installed(`${name}/${file}`);
    const classes = classesOf(code.toString());
    const unknown = kept.filter((name) => !classes.has(name));
    if (unknown.length > 0) throw new Error(`${name} has no ${unknown}`);
    const unusedSymbols = [...classes].filter((name) => !kept.includes(name));
    return transform({ filename: name, code, minify: true, unusedSymbols }).code.toString();
}

function readme() {
    const lock = JSON.parse(readFileSync(join(here, "package-lock.json"))).packages;
    const eupl = installed(`${NL}/button-css/LICENSE.md`);
    const names = [...STYLES.map(([name]) => name), FONT].sort();
    const rows = names.map((name) => {
        const { version, license } = lock[`node_modules/${name}`];
        if (license !== "EUPL-1.2" && name !== FONT) throw new Error(`${name} is under ${license}`);
        if (name !== FONT && !installed(`${name}/LICENSE.md`).equals(eupl)) throw new Error(`${name} has a licence text of its own`);
        const text = name === FONT ? "licences/OFL-1.1.txt" : "licences/EUPL-1.2.md";
        return `| \`${name}\` | ${version} | [${license}](${text}) |`;
    });
    return `# Styles and typeface of others

Made by \`npm run vendor\` in [ui/design](../design): do not edit. The build takes
\`nl-design-system.css\` into the stylesheet and serves the typeface unchanged; it needs no
Node. \`npm run check\` tells whether this folder is what the lock file makes.

| package | version | licence |
|---|---|---|
${rows.join("\n")}
`;
}

const files = new Map([
    ["nl-design-system.css", Buffer.from(NOTICE + STYLES.map(pruned).join("\n") + "\n")],
    ["README.md", Buffer.from(readme())],
    ...COPIES.map(([file, name, path]) => [file, installed(`${name}/${path}`)]),
]);

const check = process.argv.includes("--check");
let stale = false;
for (const [file, content] of files) {
    const path = join(vendor, file);
    if (existsSync(path) && readFileSync(path).equals(content)) continue;
    if (check) {
        console.error(`ui/vendor/${file} is not what ui/design makes: run \`npm ci && npm run vendor\` there`);
        stale = true;
    } else {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
        console.log(`wrote ui/vendor/${file}`);
    }
}
process.exit(stale ? 1 : 0);
