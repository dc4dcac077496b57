/** How long what was sent without an answer counts, in milliseconds. */
const unsureFor = 60_000;

/** @property sentAt Milliseconds; left out once the server has taken it. */
interface Mine { id: string; sentAt?: number }

/** Cases that were decided in this browser, the last ones, also in another window. What was sent on leaving, and so with no answer, is one's own
    for a minute only: it may have been refused, and somebody else decides later. */
export const mine = {
  key: "parley-decided",
  all(): Mine[] {
    try { return (JSON.parse(localStorage.getItem(this.key) ?? "[]") as Mine[]).filter(one => one.id); } catch { return []; }
  },
  has(id: string): boolean { return this.all().some(one => one.id === id && (one.sentAt === undefined || Math.abs(Date.now() - one.sentAt) < unsureFor)); },
  put(id: string, became: "sent" | "decided" | "refused"): void {
    const all = this.all().filter(other => other.id !== id);
    if (became !== "refused") all.push(became === "sent" ? { id, sentAt: Date.now() } : { id });
    try { localStorage.setItem(this.key, JSON.stringify(all.slice(-200))); } catch { /* then it reads as somebody else's */ }
  },
};
