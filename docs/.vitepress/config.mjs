import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitepress";
import { SIDEBAR } from "./sidebar.mjs";

const FRONT =
  '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=docs/"><a href="docs/">hookinbox</a>';

/** The dashboard's mark, in the page itself: browsers ask for one, and a page that is opened from a folder has no root. */
const MARK = readFileSync(new URL("../../dashboard/public/mark.svg", import.meta.url), "utf8");

// The pages stay where people read them in the repository; the site is the same files. `npm run docs:dev`, `npm run docs:build`.
export default defineConfig({
  title: "hookinbox",
  description:
    "A durable inbox for webhooks: verified, on disk before the 2xx, never accepted twice, handled until it succeeds.",
  lang: "en",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(MARK)}` }]],
  // The whole repository and its own paths, as pages link to the README, to examples and to the bench.
  srcDir: "..",
  srcExclude: ["**/node_modules/**", "dist/**", "dashboard/**", "test/**", "src/**", "demo/**", "docs/.vitepress/**"],
  outDir: "../dist-docs",
  cacheDir: "../node_modules/.cache/vitepress",
  cleanUrls: true,
  // No page is fetched from elsewhere, fonts and search included: the site works offline and tells nobody who reads it.
  themeConfig: {
    sidebar: SIDEBAR,
    outline: [2, 3],
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/docs/start" },
      { text: "Reference", link: "/docs/config" },
      { text: "Providers", link: "/docs/providers-list" },
    ],
  },
  transformPageData: ({ relativePath }) =>
    inSidebar(relativePath) ? {} : { frontmatter: { prev: false, next: false } },
  buildEnd: ({ outDir }) => writeFileSync(join(outDir, "index.html"), FRONT),
  markdown: { config: (md) => md.use(sourceFilesAsText) },
});

/** Another page has none before or after it: the theme would lead from each of them to the first. */
function inSidebar(file) {
  const address = `/${file.replace(/(?:index)?\.md$/, "")}`;
  return SIDEBAR.some(({ items }) => items.some(({ link }) => link === address));
}

/** A link to a file of the repository that is no page stays what it says, and leads nowhere. */
function sourceFilesAsText(md) {
  md.core.ruler.push("source-files-as-text", ({ tokens }) => {
    for (const token of tokens) token.children = token.children && withoutFileLinks(token.children);
  });
}

function withoutFileLinks(children) {
  let dropping = false;
  return children.filter(({ type, attrGet }, i) => {
    if (type === "link_open") dropping = isFile(attrGet.call(children[i], "href") ?? "");
    const drop = dropping && (type === "link_open" || type === "link_close");
    if (type === "link_close") dropping = false;
    return !drop;
  });
}

const isFile = (href) => href === "LICENSE" || (!/^[a-z]+:/.test(href) && !/(?:\.md(?:#.*)?|^#.*)$/.test(href));
