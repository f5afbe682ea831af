import { useApi } from "../../api.ts";
import { Body } from "../../body/Body.tsx";
import { Headers } from "../../body/Headers.tsx";
import type { BinRequest } from "../../shapes.ts";
import { Failure, Waiting } from "../../ui/parts.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { Verdict } from "./BinPage.tsx";

/** One request of a bin, whole. */
export function Caught({ bin, request }: { bin: string; request: BinRequest }) {
  const body = useApi(
    "GET /api/bins/{id}/requests/{request}/body",
    { params: { id: bin, request: request.id } },
    { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  );
  return (
    <div className="min-w-0 space-y-6">
      <div>
        <h2 className="data anywhere text-base font-semibold">
          <Said>{`${request.method} ${request.url}`}</Said>
        </h2>
        <Ago at={request.receivedAt} className="text-sm text-soft" exact />
      </div>
      <Verdict request={request} />
      {body.error && <Failure error={body.error} what="The body could not be loaded" />}
      {body.isPending && <Waiting rows={2} />}
      {body.data && (
        <Body
          bytes={body.data}
          contentType={request.contentType ?? ""}
          download={`/api/bins/${bin}/requests/${request.id}/body`}
        />
      )}
      <Headers headers={request.headers} />
    </div>
  );
}
