import { belongTo, hears, isAround, measure, scrollTo, tell } from "./around";
import { base } from "./base";
import { restore } from "./drafts";
import { formerly } from "./former";
import { memory } from "./known";
import { wake } from "./later";
import { enter } from "./lent";
import { look, names, type Look } from "./look";
import { showMine } from "./mine";
import { point } from "./passages";
import { fieldsOf } from "./fields";
import { quoteFrom, type Quote } from "./quote";
import { page, revealBy, say, unfold } from "./say";
import { start } from "./start";
import { again, before, hearOtherTabs, identify } from "./vouched";
import { words } from "./words";

export function enterFrame(): void {
  const fetchPlain = window.fetch;
  window.fetch = async (address, init) => {
    // In, or out.
    const isSignIn = String(address).startsWith(base + "/api/v1/sign-");
    if (init?.method && init.method !== "GET" && !isSignIn) {
      // Without the publisher's word it would be said by somebody else, or by nobody: it stays in its box.
      if (memory.vouched && !memory.token && !await again()) throw new TypeError("Who reads is not known.");
      await enter();
    }
    const send = (): Promise<Response> => {
      const headers = new Headers(init?.headers);
      headers.set("Parley-Frame", "1");
      const token = memory.token ?? (isSignIn ? before : undefined);
      if (token) headers.set("Authorization", `Bearer ${token}`);
      return fetchPlain(address, { ...init, headers });
    };
    const answer = await send();
    // A guest whose pass is over, or who has left in another tab, is asked for a name again.
    if (answer.status === 401 && memory.token && !memory.vouched && !isSignIn) {
      memory.token = undefined;
      await enter();
      return send();
    }
    // The publisher's word holds for a while; then it is asked for again.
    return answer.status === 401 && memory.vouched && !isSignIn && await again() ? send() : answer;
  };
  addEventListener("message", hear);
  hearOtherTabs();
  document.addEventListener("click", follow, true);
  document.addEventListener("submit", send, true);
  revealBy(element => tell({ parley: "scroll", value: element.getBoundingClientRect().top + scrollY }));
  new ResizeObserver(measure).observe(document.documentElement);
  // Nothing in it is secret: who answers is asked who they are.
  parent.postMessage({ parley: "ready", title: document.title, names }, "*");
}

function hear({ source, origin, data, ports }: MessageEvent): void {
  if (source !== parent || !hears(origin) || typeof data !== "object" || !data) return;
  if (data.parley === "look") {
    const first = belongTo(origin);
    look(data as Look);
    measure();
    if (first) showLinked();
  }
  if (data.parley === "token" && isAround()) void identify(data.token);
  if (data.parley === "passages" && ports[0]) listen(ports[0]);
  if (data.parley === "show" && typeof data.comment === "string") show(data.comment);
}

/** To the script that knows the words of the story around the frame; undefined where its page has none. */
let story: MessagePort | undefined;

function listen(port: MessagePort): void {
  story?.close();
  story = port;
  port.onmessage = ({ data }) => {
    const quote = quoteFrom(data);
    if (quote) void speakOf(quote);
  };
}

const box = (): HTMLFormElement | null => document.querySelector("[data-discussion] > form[data-write]");

async function speakOf(quote: Quote): Promise<void> {
  // On a comment's own page, or further on in the thread, there is no box to write in; the discussion begins with one.
  const path = document.querySelector<HTMLElement>("[data-path]")?.dataset["path"];
  if (!box() && !closed() && path) await (isWriting() ? fetchBox(path) : open(path)).catch(() => undefined);
  const form = box();
  if (!form) {
    const why = closed();
    say(why?.textContent ?? words.notLoaded);
    return scrollTo(why ?? document.body);
  }
  point(form, quote);
  window.focus();
  form.querySelector("textarea")!.focus({ preventScroll: true });
  measure();
  scrollTo(form);
}

/** What is being written stays: the box comes to it, or the word that there is none any more. */
async function fetchBox(path: string): Promise<void> {
  const { html } = await page(path);
  const form = html.querySelector<HTMLElement>("[data-discussion] > form[data-write], [data-discussion] > .closed");
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  if (!form || !discussion || box()) return;
  discussion.querySelector(":scope > .thread")!.before(form);
  showMine(discussion);
  if (form instanceof HTMLFormElement) await restore(form);
}

const closed = (): Element | null => document.querySelector("[data-discussion] > .closed");

const isWriting = (): boolean => [...document.querySelectorAll("textarea")].some(field => field.value !== field.defaultValue);

/** A quotation of the story leads to its words in the page around the frame; without its script, to that page in a tab of its own. */
function leadToWords(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (!story || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  event.preventDefault();
  story.postMessage({ exact: link.textContent!.trim(), prefix: link.dataset["prefix"] ?? "", suffix: link.dataset["suffix"] ?? "" });
  return true;
}

function showLinked(): void {
  const focus = document.querySelector<HTMLElement>("[data-focus]")?.dataset["focus"];
  const asked = new URLSearchParams(location.search).get("comment");
  const comment = focus && asked ? document.getElementById(`c-${focus}`) : null;
  if (!comment) return show(asked ?? "");
  unfold(comment);
  comment.classList.add("new");
  // The frame gets its height first, or there would be nowhere to go.
  requestAnimationFrame(() => {
    measure();
    scrollTo(comment, true);
  });
}

function show(link: string): void {
  const id = link.replace("#parley-", "");
  if (id.startsWith("#")) return void formerly(id).then(found => { if (found) show(found); }, () => undefined);
  const comment = /^[\w-]+$/.test(id) && document.getElementById(`c-${id}`);
  if (comment) {
    unfold(comment);
    // The page around it must be as long as the frame before it can go there.
    measure();
    scrollTo(comment, true);
  }
  else if (/^[\w-]{36}$/.test(id)) location.replace(`${document.querySelector<HTMLElement>("[data-path]")?.dataset["path"]}/comments/${id}`);
}

/** What leads out of the discussion opens beside it: the frame is no place for other pages. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (!link || event.defaultPrevented) return;
  if (link.matches(".anchor-link[data-prefix]") && leadToWords(event, link)) return;
  const hash = link.getAttribute("href")!;
  if (hash.startsWith("#")) {
    const target = document.getElementById(hash.slice(1));
    if (!target) return;
    event.preventDefault();
    unfold(target);
    target.focus({ preventScroll: true });
    return scrollTo(target);
  }
  if (link.origin !== location.origin || !link.pathname.startsWith(base + "/embed/discussion")) {
    // The page around it, when it is a comment there that is linked to.
    link.target = link.hash.startsWith("#parley-") ? "_top" : "_blank";
    link.rel = "noopener";
    return;
  }
  // A page that is asked for by the browser itself would not say who asks.
  if (!memory.token || link.matches("[data-reply], [data-next], [data-more], .options")) return;
  event.preventDefault();
  open(link.href).catch(() => say(words.notLoaded));
}

function send(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  // One that is sent by its own script says itself what comes of it.
  if (!memory.token && !memory.vouched || form.onsubmit || form.matches("[data-write], .vote") && document.querySelector("[data-discussion]")) return;
  event.preventDefault();
  const body = fieldsOf(form, event.submitter);
  // Nothing was sent, and what was typed still stands there.
  open(form.action, { method: "POST", body }).catch(() => say(words.offline));
}

let ending: AbortController | undefined;

async function open(address: string, init?: RequestInit): Promise<void> {
  const answer = await fetch(address, { ...init, headers: { Accept: "text/html" } });
  const html = new DOMParser().parseFromString(await answer.text(), "text/html");
  ending?.abort();
  ending = new AbortController();
  document.body.replaceWith(html.body);
  tell({ parley: "scroll", value: 0 });
  await start(wake, ending.signal);
}
