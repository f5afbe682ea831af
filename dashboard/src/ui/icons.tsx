import type { ReactNode } from "react";

/** Draws one in the colour of its text. */
const glyph =
  (children: ReactNode) =>
  ({ className = "size-4" }: { className?: string }) => (
    <svg
      aria-hidden="true"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.5"
      viewBox="0 0 16 16"
    >
      {children}
    </svg>
  );

export const OverviewIcon = glyph(<path d="M2 11.5 5.5 7l3 2.8L14 3.5M2 14h12" />);
export const EventsIcon = glyph(<path d="M2 4h1M6 4h8M2 8h1M6 8h8M2 12h1M6 12h8" />);
export const QuarantineIcon = glyph(
  <path d="M8 1.8 13.5 4v4c0 3.2-2.3 5.3-5.5 6.3C4.8 13.3 2.5 11.2 2.5 8V4zM8 5.5v3M8 10.8v.1" />,
);
export const SourcesIcon = glyph(
  <path d="M8 1.5v6.3M5 5l3 3 3-3M1.8 9h3.4l1.2 2h3.2l1.2-2h3.4v3.5a1.5 1.5 0 0 1-1.5 1.5H3.3a1.5 1.5 0 0 1-1.5-1.5z" />,
);
export const WorkIcon = glyph(
  <path d="M5 3.5h8.5M5 8h8.5M5 12.5h8.5M1.5 3.5l.8.8 1.2-1.6M1.5 8l.8.8 1.2-1.6M2 12.5h.5" />,
);
export const InspectorIcon = glyph(<path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14" />);
export const AuditIcon = glyph(<path d="M4 1.5h6L13 4.5v10H4zM6.5 6.5h4M6.5 9h4M6.5 11.5h2.5" />);
export const SunIcon = glyph(
  <path d="M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7" />,
);
export const MoonIcon = glyph(<path d="M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7z" />);
export const AutoIcon = glyph(
  <>
    <circle cx="8" cy="8" r="5.8" />
    <path d="M8 2.2a5.8 5.8 0 0 1 0 11.6z" fill="currentColor" />
  </>,
);
export const ReplayIcon = glyph(<path d="M13.5 8A5.5 5.5 0 1 1 11.6 3.8L13.5 5.5M13.5 2v3.5H10" />);
export const CopyIcon = glyph(<path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />);
export const CheckIcon = glyph(<path d="m3 8.5 3.2 3.2L13 4.8" />);
export const CloseIcon = glyph(<path d="m4 4 8 8M12 4l-8 8" />);
export const ChevronIcon = glyph(<path d="m4 6.2 4 4 4-4" />);
export const BackIcon = glyph(<path d="M9.5 3.5 5 8l4.5 4.5" />);
export const PauseIcon = glyph(<path d="M5.5 3.5v9M10.5 3.5v9" />);
export const PlayIcon = glyph(<path d="M5 3.2v9.6L12.5 8z" />);
export const SkipIcon = glyph(<path d="M3 3.5v9L9.5 8zM12.5 3.5v9" />);
export const PlusIcon = glyph(<path d="M8 3v10M3 8h10" />);
export const WarnIcon = glyph(<path d="M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1" />);
export const LeaveIcon = glyph(<path d="M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3" />);
