import { useMemo, useState } from "react";
import { Copy } from "../ui/button.tsx";
import { Segments } from "../ui/field.tsx";
import { card, Part } from "../ui/parts.tsx";
import { Lines } from "../ui/virtual.tsx";
import { seen, bytes as sizeInWords } from "../ui/words.ts";
import { hexLine, linesOf, type Parsed, parseBody, SHOWN, type View } from "./bytes.ts";
import { Tree } from "./Tree.tsx";

/** The bytes of a request as a tree, as text and in hex; nothing of them is ever markup. */
export function Body({ bytes, contentType, download }: { bytes: Uint8Array; contentType: string; download: string }) {
  const parsed = useMemo(() => parseBody(bytes, contentType), [bytes, contentType]);
  const views: View[] = [
    ...(parsed.tree ? ["tree" as const] : []),
    ...(parsed.text === undefined ? [] : ["text" as const]),
    "hex",
  ];
  const [chosen, choose] = useState<View>();
  const view = chosen && views.includes(chosen) ? chosen : (views[0] as View);
  return (
    <Part
      actions={
        <>
          <Segments label="Body as" onChange={choose} options={views.map((v) => [v, NAMES[v]] as const)} value={view} />
          {parsed.text !== undefined && !parsed.cut && bytes.length > 0 && <Copy look="quiet" text={parsed.text} />}
          <a className="px-1 text-sm text-accent hover:underline" download href={download}>
            Download
          </a>
        </>
      }
      note={sizeInWords(bytes.length)}
      title="Body"
    >
      <div className={`${card} overflow-hidden`}>
        {bytes.length === 0 ? (
          <p className="px-4 py-3 text-muted">Empty: no byte was sent.</p>
        ) : (
          <Shown parsed={parsed} view={view} />
        )}
        {parsed.cut && (
          <p className="border-t border-line px-4 py-2 text-sm text-muted">
            The first {sizeInWords(SHOWN)} of {sizeInWords(bytes.length)}; the download has all.
          </p>
        )}
      </div>
    </Part>
  );
}

const NAMES: Record<View, string> = { tree: "Tree", text: "Text", hex: "Hex" };

function Shown({ parsed, view }: { parsed: Parsed; view: View }) {
  if (view === "tree" && parsed.tree) return <Tree value={parsed.tree.value} />;
  if (view === "text" && parsed.text !== undefined) return <Text text={parsed.text} />;
  return <Hex bytes={parsed.bytes} />;
}

function Text({ text }: { text: string }) {
  const lines = useMemo(() => linesOf(text), [text]);
  return (
    <Lines
      count={lines.length}
      label="Body as text"
      line={(i) => (
        <div className="data flex h-5 items-center px-4 whitespace-pre">
          <bdi>{seen(lines[i] ?? "")}</bdi>
        </div>
      )}
    />
  );
}

function Hex({ bytes }: { bytes: Uint8Array }) {
  return (
    <Lines
      count={Math.ceil(bytes.length / 16)}
      label="Body in hex"
      line={(i) => {
        const { at, hex, text } = hexLine(bytes, i);
        return (
          <div className="data flex h-5 items-center gap-4 px-4 whitespace-pre">
            <span className="text-muted">{at}</span>
            <span>{hex}</span>
            <span className="text-soft">{text}</span>
          </div>
        );
      }}
    />
  );
}
