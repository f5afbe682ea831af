import {
  AuditIcon,
  EventsIcon,
  InspectorIcon,
  OverviewIcon,
  QuarantineIcon,
  SourcesIcon,
  WorkIcon,
} from "../ui/icons.tsx";

/** The pages, in the order in which a webhook goes through them. */
export const NAV = [
  { to: "/", name: "Overview", Icon: OverviewIcon },
  { to: "/events", name: "Events", Icon: EventsIcon },
  { to: "/quarantine", name: "Quarantine", Icon: QuarantineIcon },
  { to: "/work", name: "Work", Icon: WorkIcon },
  { to: "/sources", name: "Sources", Icon: SourcesIcon },
  { to: "/inspector", name: "Inspector", Icon: InspectorIcon },
  { to: "/audit", name: "Audit log", Icon: AuditIcon },
] as const;

export const isHere = (to: string, path: string): boolean =>
  to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`);
