import { useMutation } from "@tanstack/react-query";
import { api, queries } from "../api.ts";
import { LeaveIcon } from "../ui/icons.tsx";

export function LogOut() {
  const { mutate } = useMutation({
    mutationFn: () => api("DELETE /api/session"),
    onSuccess: () => {
      queries.clear();
      location.assign("/");
    },
  });
  return (
    <button
      aria-label="Log out"
      className="rounded-md p-1.5 text-muted hover:bg-sunken hover:text-ink"
      onClick={() => mutate()}
      title="Log out"
      type="button"
    >
      <LeaveIcon />
    </button>
  );
}
