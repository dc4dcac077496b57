// What a publisher's page may load beside the loader, so that its readers can point at words of its story. It reads the page, and changes
// nothing in it but for one button behind the story.
import { fold, placesIn, quoteFrom, quoteOf, rangeOf, type Piece, type Quote } from "./quote";

const d = document;
const script = d.currentScript as HTMLScriptElement;
const { origin: base } = new URL(script.src);
/** What the button says, by language; the server puts it in. */
const labels = JSON.parse("__words__") as Record<string, string>;

// What readers can't select, or what isn't the story's; as the server has it.
const silent = "script,style,noscript,template,iframe,textarea,select,button,svg,object,video,audio,canvas,rp,rt,[data-parley]";
const inline = "a,abbr,b,bdi,bdo,cite,code,data,del,dfn,em,font,i,ins,kbd,mark,q,rb,ruby,s,samp,small,span,strong,sub,sup,time,u,var,wbr";

// A name, an id and classes: the server looks for no more, and words that it doesn't find nobody can speak of.
const simple = /^([a-z][\p{L}\p{Mn}\p{Nd}\p{Pc}-]*)?([.#][\p{L}\p{Mn}\p{Nd}\p{Pc}-]+)*$/iu;

function storyHere(): Element | null {
  const selector = script.dataset["passages"]?.trim();
  if (!selector) return d.querySelector("article") ?? d.querySelector("main");
  if (simple.test(selector)) return d.querySelector(selector.replace(/[^.#]+/g, name => CSS.escape(name)));
  // For whoever builds the page.
  console.warn("Parley: data-passages is a name, an id and classes, such as div.story, and nothing more.");
  return null;
}

function textsIn(story: Element): Piece[] {
  const pieces: Piece[] = [];
  const room = (): void => {
    const last = pieces.at(-1);
    if (last) last.text = last.node.data + " ";
  };
  const read = (element: Element): void => {
    if (element.matches(silent)) return;
    const block = !element.matches(inline);
    if (block) room();
    for (const node of element.childNodes)
      if (node instanceof Text) pieces.push({ node, text: node.data });
      else if (node instanceof Element) read(node);
    if (block) room();
  };
  read(story);
  return pieces;
}

/** To the discussion, once it is there and has said so. */
let line: MessagePort | undefined;
let waiting: Quote | undefined;

/** Each frame that the loader has shown gets a line of its own, which nobody else can speak on; the latest is the one that is spoken to. */
function connect(frame: HTMLIFrameElement): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    const quote = quoteFrom(data);
    if (quote) show(quote);
  };
  line?.close();
  line = port1;
  frame.contentWindow?.postMessage({ parley: "passages" }, base, [port2]);
  if (waiting) line.postMessage(waiting);
  waiting = undefined;
}

function show({ exact, prefix, suffix }: Quote): void {
  const story = storyHere();
  const range = story && rangeOf(textsIn(story), exact, all => {
    // The page may have changed since: where both neighbours stand, else where one does.
    const fit = (at: number): number => +all.slice(0, at).trimEnd().endsWith(prefix.trim()) + +all.slice(at + exact.length).trimStart().startsWith(suffix.trim());
    return placesIn(all, exact).reduce((best, at) => best < 0 || fit(at) > fit(best) ? at : best, -1);
  });
  if (!range) return;
  const highlights = (CSS as unknown as { highlights?: Map<string, unknown> }).highlights;
  // By a sheet of its own, which a page's policy for styles lets pass, and by the browser's own highlights: the page's elements stay as they are.
  highlights?.set("parley-passage", new (window as unknown as { Highlight: new (range: Range) => unknown }).Highlight(range));
  scrollBy({ top: range.getBoundingClientRect().top - innerHeight / 3 });
}

function offer(story: Element): void {
  const button = d.createElement("button");
  button.type = "button";
  button.hidden = true;
  const language = d.documentElement.lang.toLowerCase().split("-")[0]!;
  button.lang = labels[language] ? language : "en";
  button.textContent = labels[button.lang]!;
  button.className = "parley-passage";
  const touch = matchMedia("(pointer: coarse)").matches;
  // On touch it stands at the lower edge, away from the device's own menu.
  button.style.cssText = `position:${touch ? "fixed;inset:auto 1rem 1rem" : "absolute"};z-index:9999;padding:.5em .8em;${touch ? "min-height:44px;" : ""}border:1px solid;border-radius:.3em;font:.9rem/1.3 system-ui,sans-serif;background:#fff;color:#1b1a17;cursor:pointer`;
  story.after(button);
  let chosen: Range | undefined;
  d.addEventListener("selectionchange", () => {
    const selection = d.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined;
    chosen = range && !range.collapsed && story.contains(range.commonAncestorContainer) && fold(range.toString()).trim() ? range.cloneRange() : undefined;
    button.style.display = chosen ? "block" : "none";
    button.hidden = !chosen;
    if (!chosen || touch) return;
    const box = chosen.getBoundingClientRect();
    // From wherever the page counts.
    button.style.top = button.style.left = "0";
    const zero = button.getBoundingClientRect();
    button.style.top = `${box.bottom + 8 - zero.top}px`;
    button.style.left = `${Math.max(0, Math.min(box.left, innerWidth - zero.width - 16)) - zero.left}px`;
  });
  // The press must not undo the selection it is about.
  button.addEventListener("pointerdown", event => event.preventDefault());
  button.addEventListener("click", () => {
    if (!chosen) return;
    const quote = quoteOf(textsIn(story), chosen);
    button.hidden = true;
    button.style.display = "none";
    if (line) line.postMessage(quote);
    else {
      // The discussion is brought when it comes near.
      waiting = quote;
      d.querySelector("[data-parley]")?.scrollIntoView();
    }
  });
}

addEventListener("message", ({ source, origin, data }: MessageEvent) => {
  if (origin !== base || data?.parley !== "ready") return;
  const frame = [...d.querySelectorAll<HTMLIFrameElement>("[data-parley] iframe")].find(x => x.contentWindow === source);
  if (frame) connect(frame);
});

const begin = (): void => {
  const story = storyHere();
  if (!story) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("::highlight(parley-passage){background:#fde68a;color:#1b1a17}");
  d.adoptedStyleSheets.push(sheet);
  offer(story);
  // One that was ready before this script was names itself.
  const frame = d.querySelector<HTMLIFrameElement>("[data-parley] iframe");
  if (frame?.title) connect(frame);
};
if (d.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();

export {};
