import type { Told } from "./live";
import { readMine, showMine } from "./mine";
import { hideMuted } from "./mute";
import { focusOn, page, say } from "./say";
import { count, words } from "./words";
import { place } from "./writing";

// Its words and its "edited" come from its own page; what the reader has open around it stays.
export async function changeWords(id: string): Promise<void> {
  try {
    const item = await fetchItem(id);
    const comment = document.getElementById(`c-${id}`);
    for (const part of [".comment-text", ".comment-head"]) {
      const fresh = item?.querySelector(`:scope > .comment > ${part}`);
      const old = comment?.querySelector(`:scope > ${part}`);
      if (!fresh || !old) continue;
      fresh.classList.toggle("folded", old.classList.contains("folded"));
      old.replaceWith(fresh);
    }
    showMine(comment!.parentElement!);
    say(words.edited);
  } catch {
    // The page still says what was said before; it is right again when it is loaded anew.
  }
}

export async function show(discussion: HTMLElement, waiting: Map<string, Told>): Promise<void> {
  let first: Element | null = null;
  // Oldest first, so that an answer finds what it answers.
  for (const told of [...waiting.values()].sort((a, b) => a.id < b.id ? -1 : 1)) {
    try {
      const item = document.getElementById(`c-${told.id}`) ? null : await fetchItem(told.id);
      waiting.delete(told.id);
      if (!item) continue;
      const parent = told.parentId && document.getElementById(`c-${told.parentId}`);
      if (parent) place(parent, item);
      else if (!told.parentId) discussion.querySelector("[data-thread]")!.prepend(item);
      else continue;
      const comment = item.querySelector(".comment")!;
      comment.classList.add("new");
      first ??= comment;
      const title = document.getElementById("discussion-title");
      if (title) title.textContent = count(words.comments, told.count);
    } catch {
      return say(words.notLoaded);
    }
  }
  discussion.querySelector(".empty")?.remove();
  showMine(discussion);
  focusOn(first);
}

/** By what stands in its place now: why it was removed, or the comment again after an appeal. */
export async function replace(told: Told): Promise<void> {
  const old = document.getElementById(`c-${told.id}`);
  const now = old && (await fetchItem(told.id).catch(() => null))?.querySelector(":scope > .comment");
  if (!now) return;
  old.replaceWith(now);
  hideMuted(now.parentElement!);
  // Its author is told the reasons, and later that it is back.
  if (old.classList.contains("own")) await readMine(document.querySelector<HTMLElement>("[data-discussion]")!);
}

async function fetchItem(id: string): Promise<Element | null> {
  const { status, html } = await page(`${document.querySelector<HTMLElement>("[data-path]")!.dataset["path"]}/comments/${id}`);
  if (status === 404) return null;
  if (status >= 400) throw new Error(String(status));
  const item = html.getElementById(`c-${id}`)?.closest(".comment-item") ?? null;
  item?.querySelector(":scope > .replies")?.remove();
  return item;
}
