import { showMine } from "./mine";
import { focusOn, page, reasonIn, say } from "./say";
import { words } from "./words";
import { repliesOf } from "./writing";

/** More comments and more replies come into the page that is open; the links remain links for everyone else. */
export function loadInPlace(discussion: HTMLElement): void {
  discussion.addEventListener("click", event => {
    // Whoever opens what is folded wants all of it; the focus stays on what was pressed.
    const fold = (event.target as Element).closest("summary")?.closest<HTMLDetailsElement>(".rest:not([open])");
    const rest = fold?.querySelector<HTMLAnchorElement>(":scope > .more-replies a");
    if (rest) void load(discussion, rest);
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-next], a[data-more]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void load(discussion, link).then(focusOn);
  });
}

async function load(discussion: HTMLElement, link: HTMLAnchorElement): Promise<Element | null | undefined> {
  // Once, however often it is asked for.
  if ("loading" in link.dataset) return undefined;
  link.dataset["loading"] = "";
  try {
    const { status, html } = await page(link.href);
    if (status >= 400) return void say(reasonIn(html) ?? words.notLoaded);
    const first = "next" in link.dataset ? moreComments(discussion, link, html) : moreReplies(link, html);
    showMine(discussion);
    return first;
  } catch {
    say(words.notLoaded);
    return undefined;
  } finally {
    delete link.dataset["loading"];
  }
}

function moreComments(discussion: HTMLElement, link: HTMLAnchorElement, html: Document): Element | null {
  const first = append(discussion.querySelector("[data-thread]")!, html.querySelectorAll("[data-thread] > .comment-item"));
  const next = html.querySelector("a[data-next]");
  if (next) link.replaceWith(next);
  else link.remove();
  return first;
}

function moreReplies(link: HTMLAnchorElement, html: Document): Element | null {
  const comment = link.closest(".comment-item")!.querySelector(":scope > .comment")!;
  const there = html.getElementById(comment.id)?.closest(".comment-item")?.querySelector(":scope > .replies");
  const line = link.closest(".more-replies")!;
  const more = there?.querySelector(":scope > .more-replies");
  const first = append(repliesOf(comment), there?.querySelectorAll(":scope > ol > .comment-item") ?? []);
  if (more) line.replaceWith(more);
  else line.remove();
  return first;
}

function append(list: Element, items: Iterable<Element>): Element | null {
  let first: Element | null = null;
  for (const item of items) {
    const comment = item.querySelector(".comment")!;
    // Posted here in the meantime, it is on the page already.
    if (document.getElementById(comment.id)) continue;
    list.append(item);
    first ??= comment;
  }
  return first;
}
