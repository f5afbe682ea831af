import { existsSync } from "node:fs";

/** Written as the files are called; the site's addresses have no ending. */
const page = (text, file) => ({ text, link: `/docs/${file}` });

const here = (item) => item.link.endsWith("/") || existsSync(new URL(`../..${item.link}.md`, import.meta.url));
const group = (text, items, collapsed) => ({ text, collapsed, items: items.filter(here) });

export const SIDEBAR = [
  group("Begin", [
    { text: "What it is", link: "/docs/" },
    page("The first hour", "first-hour"),
    page("Start", "start"),
    page("Compared with others", "comparison"),
  ]),
  group("In your framework", [page("Every framework", "frameworks"), page("More of them", "frameworks-fetch")]),
  group("Providers, step by step", [
    page("GitHub", "guides/github"),
    page("Stripe", "guides/stripe"),
    page("Shopify", "guides/shopify"),
    page("Chargify", "guides/chargify"),
    page("Slack", "guides/slack"),
    page("All the others", "providers"),
  ]),
  group("Use", [
    page("Handlers", "handlers"),
    page("Local development", "local-development"),
    page("Testing", "testing"),
    page("Retries", "retries"),
    page("Order", "order"),
    page("Exactly once", "exactly-once"),
    page("Destinations", "destinations"),
    page("Sync mode", "sync"),
  ]),
  group("Run it", [
    page("In production", "production"),
    page("Postgres", "postgres"),
    page("From one file to a fleet", "many-instances"),
    page("Operations", "operations"),
    page("Security", "security"),
  ]),
  group("Moving over", [
    page("From Flask", "moving-from-flask"),
    page("From Django", "moving-from-django"),
    page("From Express", "moving-from-express"),
    page("From Redis and Celery", "moving-from-celery"),
    page("Keeping Celery", "keeping-celery"),
  ]),
  group("Reference", [
    page("Config", "config"),
    page("Command line", "cli"),
    page("Commands that look", "cli-looking"),
    page("Dashboard", "dashboard"),
    page("Admin API", "admin-api"),
    page("Errors", "errors"),
    page("Providers, each", "providers-list"),
    page("Guarantee", "guarantee"),
    page("Add a provider", "extend/provider"),
  ]),
];
