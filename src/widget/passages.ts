import { hideMuted } from "./mute";
import { fold, placesIn, quoteOf, rangeOf, type Quote } from "./quote";
import { page, say } from "./say";
import { words } from "./words";

/** A passage that is selected can be commented on; what is said about one opens beside it. */
export function commentOnPassages(story: HTMLElement, discussion: HTMLElement | null): void {
  const form = discussion?.querySelector<HTMLFormElement>(":scope > form[data-write]");
  if (form) offerSelection(story, form);
  story.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-passage]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    last = link;
    void open(link);
  });
  // What is pointed at; else what was opened last.
  let last: HTMLElement | undefined, marked: HTMLElement | undefined;
  const look = (at?: HTMLElement | null): void => {
    const link = at ?? (last?.getAttribute("aria-expanded") === "true" ? last : undefined);
    if (link !== marked) mark(story, (marked = link)?.dataset);
  };
  look(story.querySelector<HTMLElement>("a[data-passage]:is(:hover, :focus)"));
  for (const kind of ["pointerover", "focusin"]) story.addEventListener(kind, event => look((event.target as Element).closest<HTMLElement>("a[data-passage]")));
}

function offerSelection(story: HTMLElement, form: HTMLFormElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button on-passage";
  button.textContent = words.onPassage;
  button.hidden = true;
  story.after(button);
  let chosen: Range | undefined;
  const look = (): void => {
    const selection = document.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined;
    chosen = range && !range.collapsed && story.contains(range.commonAncestorContainer) && fold(range.toString()).trim() ? range.cloneRange() : undefined;
    button.hidden = !chosen;
    if (!chosen) return;
    const box = chosen.getBoundingClientRect();
    // On touch it stands at the lower edge, away from the device's own menu.
    button.style.insetBlockStart = `${box.bottom + scrollY + 8}px`;
  };
  document.addEventListener("selectionchange", look);
  // What was selected before this was here.
  look();
  // The press must not undo the selection it is about.
  button.addEventListener("pointerdown", event => event.preventDefault());
  button.addEventListener("click", () => {
    if (!chosen) return;
    point(form, quoteOf(texts(story), chosen));
    button.hidden = true;
    form.querySelector("textarea")!.focus();
    form.scrollIntoView({ block: "center" });
  });
}

/** The passage that a form speaks of. */
export function quoteIn(form: HTMLFormElement): Quote | undefined {
  const value = (name: string): string => form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "";
  return value("exact") ? { exact: value("exact"), prefix: value("prefix"), suffix: value("suffix") } : undefined;
}

// As the server reads them: block by block, without the dateline.
function* texts(story: HTMLElement): Generator<{ node: Text; text: string }> {
  for (const block of story.querySelectorAll("[data-block]")) {
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode() as Text | null; node;) {
      const next = walk.nextNode() as Text | null;
      if (!node.parentElement!.closest(".dateline")) yield { node, text: next ? node.data : node.data + " " };
      node = next;
    }
  }
}

export function point(form: HTMLFormElement, quote: Quote): void {
  form.querySelectorAll("[name=exact], [name=prefix], [name=suffix], .anchor").forEach(old => old.remove());
  for (const [name, value] of Object.entries(quote)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.prepend(field);
  }
  const shown = document.createElement("figure");
  const text = document.createElement("blockquote");
  const away = document.createElement("button");
  shown.className = "anchor";
  text.dir = "auto";
  text.textContent = quote.exact;
  away.type = "button";
  away.className = "act";
  away.textContent = words.wholeArticle;
  away.addEventListener("click", () => unpoint(form));
  shown.append(text, away);
  form.querySelector(".write-label")!.before(shown);
  noteDraft(form);
}

// What is kept of the form has changed.
function noteDraft(form: HTMLFormElement): void {
  const box = form.querySelector("textarea")!;
  if (box.value) box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function unpoint(form: HTMLFormElement): void {
  form.querySelectorAll("[name=exact], [name=prefix], [name=suffix], .anchor").forEach(old => old.remove());
  noteDraft(form);
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const margin = link.closest("aside")!;
  const shown = margin.querySelector("[aria-expanded=true]");
  shown?.setAttribute("aria-expanded", "false");
  margin.querySelector(".margin-thread")?.remove();
  if (shown === link) return;
  // Before it is here, so that the next press knows of it.
  link.setAttribute("aria-expanded", "true");
  try {
    const { status, html } = await page(link.href);
    if (link.getAttribute("aria-expanded") !== "true") return;
    const thread = html.querySelector(".thread");
    if (status >= 400 || !thread) {
      link.setAttribute("aria-expanded", "false");
      return say(words.notLoaded);
    }
    const box = document.createElement("div");
    box.className = "margin-thread";
    // The same comments stand below; two elements can't have one id.
    thread.querySelectorAll("[id]").forEach(element => element.removeAttribute("id"));
    const all = html.querySelector(".pager a:last-child");
    box.append(thread, ...(all ? [all] : []));
    hideMuted(box);
    margin.querySelector(".margin-thread")?.remove();
    link.closest("p")!.after(box);
  } catch {
    location.href = link.href;
  }
}

// Shown with the browser's own highlights, so that the words of the page stay untouched.
function mark(story: HTMLElement, passage: DOMStringMap | undefined): void {
  const highlights = (CSS as unknown as { highlights?: Map<string, unknown> }).highlights;
  if (!highlights) return;
  highlights.delete("passage");
  const exact = passage?.["passage"];
  // The same words may stand there before.
  const range = exact && rangeOf(texts(story), exact, all => placesIn(all, exact)[Number(passage["nth"] ?? 0)] ?? -1);
  if (range) highlights.set("passage", new (window as unknown as { Highlight: new (range: Range) => unknown }).Highlight(range));
}
