/** Longer words than this are no typing mistakes, and would only cost time. */
const MAX_LENGTH = 64;

/**
 * The names that a mistyped word most likely meant, nearest first; none where nothing is near.
 *
 * @example nearest("githb", ["github", "gitlab", "stripe"]) // ["github"]
 */
export function nearest(word: string, names: Iterable<string>, limit = 3): string[] {
  const wanted = fold(word);
  if (wanted === "" || wanted.length > MAX_LENGTH) return [];
  // Two slips for each five letters: "retries" is retry, "slack" is not "box".
  const reach = Math.max(1, Math.round(wanted.length * 0.4));
  const near = [...new Set(names)]
    .map((name) => ({ name, distance: distanceTo(wanted, fold(name)) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  // Where one is a single slip away, the farther ones would only distract.
  const farthest = (near[0]?.distance ?? 0) <= 1 ? 1 : reach;
  return near
    .filter(({ distance }) => distance <= farthest)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** ` Did you mean "github"?` with a leading space, or nothing: to be put after a sentence. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const found = nearest(word, names).map((name) => JSON.stringify(name));
  const last = found.pop();
  if (last === undefined) return "";
  return ` Did you mean ${found.length === 0 ? last : `${found.join(", ")} or ${last}`}?`;
}

/** Case, and what people put between words, are no differences. */
const fold = (name: string): string => name.toLowerCase().replace(/[-_.\s]/g, "");

/** A word that begins the other counts as one slip: "standard" means standard-webhooks. */
function distanceTo(word: string, name: string): number {
  if (word === name) return 0;
  if (word.length >= 3 && (name.startsWith(word) || word.startsWith(name))) return 1;
  return editDistance(word, name);
}

/** Insertions, deletions, changes and swapped neighbours between two words. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last: number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + changed);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
