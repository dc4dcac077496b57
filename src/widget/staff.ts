// The moderators' page by keyboard. Without script the same page works by its forms.
import { base } from "./base";
import { areKeys } from "./keys";
import { mine } from "./mine-decided";
import { page, say } from "./say";
import { number } from "./words";

const queue = document.querySelector<HTMLElement>("[data-queue]");
const undoFor = 10_000, refusedFor = 20_000, hiddenFor = 60_000, claimEvery = 120_000;

interface Waiting { id: string; kind: string; taken: boolean; openedAt: string }

/** The server tells of no more, the oldest first. */
const mostTold = 500;

/** Sending says in words what went wrong; nothing is: it is decided, by this or by somebody else. */
interface Decision { card: HTMLElement; send: (last: boolean) => Promise<string | undefined>; timer: number; line: HTMLElement }

let current: HTMLElement | undefined;
let pending: Decision[] = [];

/** What waits, as it was last told, less what was decided here since. Undefined until the server has told. */
let told: Map<string, string> | undefined;
const gone = new Map<string, string>();

const cards = (): HTMLElement[] => [...queue!.querySelectorAll<HTMLElement>("[data-case]:not(.decided, .taken, .over)")];

function go(step: number): void {
  const all = cards();
  const at = current ? all.indexOf(current) : -1;
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  if (next) show(next);
}

function show(card: HTMLElement): void {
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "start" });
}

function take(card: HTMLElement): void {
  const before = current;
  current = card;
  queue!.querySelectorAll(".case.current").forEach(other => other.classList.remove("current"));
  card.classList.add("current");
  const keysFor = card.dataset["kind"] === "appeal" ? "yes" : "no";
  queue!.querySelectorAll<HTMLElement>("[data-appeals]").forEach(keys => keys.hidden = keys.dataset["appeals"] !== keysFor);
  if (before && !before.matches(".decided, .over")) void fetch(`${base}/api/v1/cases/${before.dataset["case"]}/claim`, { method: "DELETE" });
  void claim(card);
}

async function claim(card: HTMLElement): Promise<void> {
  const answer = await fetch(`${base}/api/v1/cases/${card.dataset["case"]}/claim`, { method: "PUT" }).catch(() => null);
  if (answer?.status === 409) mark(card, "taken", queue!.dataset["taken"]!);
  if (answer?.status === 404) end(card);
}

/** Who leaves within the ten seconds has decided, and finds the card still there when they come back at once. */
function end(card: HTMLElement): void {
  mark(card, "over", queue!.dataset[mine.has(card.dataset["case"]!) ? "mine" : "over"]!);
}

function count(): void {
  for (const place of queue!.querySelectorAll<HTMLElement>("[data-count]")) {
    const kind = place.dataset["of"];
    const among = (all: Iterable<string>): number => [...all].filter(one => !kind || one === kind).length;
    const others = (told ? among(told.values()) : Number(place.dataset["count"])) - among(gone.values());
    // Waves are told of by no stream: they are as many as when the page came.
    place.textContent = number(Math.max(0, others) + Number(place.dataset["waves"] ?? 0));
  }
}

function mark(card: HTMLElement, state: string, words: string): void {
  // Only what happens to the case one is at is said aloud: a colleague's way through the queue is no news.
  if (card === current && card.isConnected && state !== "changed" && !card.classList.contains(state)) say(words);
  card.classList.add(state);
  card.querySelector(".case-state")!.textContent = words;
}

let isKey: (event: KeyboardEvent) => boolean;

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    const form = (event.target as HTMLElement).closest("form");
    if (event.key === "Enter" && form && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    return;
  }
  if (event.key === "Escape") return show(current ?? queue!);
  if (!isKey(event)) return;
  const act = keys[event.key] ?? (/^[1-9]$/.test(event.key) ? () => rule(event.key) : undefined);
  if (!act) return;
  event.preventDefault();
  act();
}

const keys: Record<string, () => void> = {
  n: () => go(1), j: () => go(1), p: () => go(-1), s: () => go(1),
  k: () => keep(),
  r: () => openRemoval(),
  u: () => undo(),
  x: () => current?.querySelector<HTMLInputElement>(".case-select input")?.click(),
  o: () => current?.querySelector<HTMLAnchorElement>("[data-open]")?.click(),
};

/** Where somebody gave notice, keeping needs its reasons too. */
function keep(): void {
  const form = current?.querySelector<HTMLFormElement>("[data-keep]");
  const why = form?.querySelector("textarea");
  if (why && !why.value.trim()) why.focus();
  else form?.requestSubmit();
}

function openRemoval(): HTMLElement | null {
  const box = current?.querySelector<HTMLDetailsElement>(".case-remove");
  if (!box) return null;
  box.open = true;
  // Among the rules a digit still names one; in the facts it would be written down.
  box.querySelector<HTMLElement>("[name=rule]:checked, [name=rule], textarea")!.focus();
  return box;
}

function rule(number: string): void {
  const box = openRemoval();
  const choice = box?.querySelector<HTMLInputElement>(`[name=rule][data-key="${number}"]`);
  if (!choice) return;
  choice.checked = true;
  box!.querySelector("textarea")!.focus();
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const card = form.closest<HTMLElement>("[data-case]");
  if (!card || !form.matches("[data-keep], [data-remove]")) return;
  event.preventDefault();
  const keeps = form.matches("[data-keep]");
  const caseId = card.dataset["case"];
  const said = new FormData(form), textHash = card.dataset["read"];
  const body = keeps ? { caseId, textHash, facts: said.get("text") } : { caseId, textHash, rule: said.get("rule"), facts: said.get("text") };
  const send = async (last: boolean): Promise<string | undefined> => {
    const answer = await fetch(`${base}/api/v1/comments/${card.dataset["comment"]}/${keeps ? "keeping" : "removal"}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), keepalive: last,
    }).catch(() => null);
    if (answer?.ok) return undefined;
    if (!answer) return queue!.dataset["failed"]!;
    const no = await answer.json().catch(() => ({})) as { code?: string; detail?: string };
    if (no.code === "changed") await readAgain(card);
    else if (answer.status === 409) {
      mine.put(caseId!, "refused");
      return void end(card);
    }
    return no.detail ?? queue!.dataset["failed"]!;
  };
  const line = document.createElement("p");
  line.className = "case-undo";
  line.setAttribute("role", "status");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: queue!.dataset["undo"] });
  line.append(`${queue!.dataset[keeps ? "keeping" : "removing"]} `, button);
  const decision: Decision = { card, send, line, timer: window.setTimeout(() => void finish(decision), undoFor) };
  button.onclick = () => undo(decision);
  pending.push(decision);
  gone.set(card.dataset["case"]!, card.dataset["kind"]!);
  count();
  card.classList.add("decided");
  card.before(line);
  const next = cards().find(other => card.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) ?? cards()[0];
  if (next) show(next);
}

function undo(decision = pending.at(-1)): void {
  if (!decision) return;
  clearTimeout(decision.timer);
  pending = pending.filter(other => other !== decision);
  decision.line.remove();
  decision.card.classList.remove("decided");
  gone.delete(decision.card.dataset["case"]!);
  count();
  show(decision.card);
}

async function finish(decision: Decision): Promise<void> {
  pending = pending.filter(other => other !== decision);
  decision.line.remove();
  const id = decision.card.dataset["case"]!;
  mine.put(id, "sent");
  const wrong = await decision.send(false);
  if (!wrong && !decision.card.matches(".over")) {
    mine.put(id, "decided");
    decision.card.closest("li")!.remove();
    if (!queue!.querySelector(".case")) queue!.querySelector(".cases")!.before(Object.assign(document.createElement("p"), { className: "empty", textContent: queue!.dataset["empty"] }));
    return;
  }
  decision.card.classList.remove("decided");
  if (!wrong) return;
  mine.put(id, "refused");
  gone.delete(id);
  count();
  say(wrong);
}

/** Its author has changed it while it was looked at: the card shows what stands there now. */
async function readAgain(card: HTMLElement): Promise<void> {
  const { html } = await page(base + "/moderation" + location.search);
  const fresh = html.getElementById(card.id);
  if (!fresh) return end(card);
  // What was typed may still be true.
  const typed = [...card.querySelectorAll<HTMLTextAreaElement>("textarea")].map(box => [box.id, box.value] as const);
  const rule = card.querySelector<HTMLInputElement>("[name=rule]:checked")?.value;
  const isOpen = card.querySelector<HTMLDetailsElement>(".case-remove")?.open;
  card.replaceChildren(...fresh.childNodes);
  card.dataset["read"] = fresh.dataset["read"];
  for (const [id, value] of typed) {
    const box = card.querySelector<HTMLTextAreaElement>(`#${CSS.escape(id)}`);
    if (box) box.value = value;
  }
  const choice = rule && card.querySelector<HTMLInputElement>(`[name=rule][value="${CSS.escape(rule)}"]`);
  if (choice) choice.checked = true;
  if (isOpen) card.querySelector<HTMLDetailsElement>(".case-remove")!.open = true;
  mark(card, "changed", queue!.dataset["changed"]!);
  show(card);
}

/** Where no place for a stream is left, the queue is asked now and then. */
async function look(): Promise<void> {
  const answer = await fetch(base + "/api/v1/cases").catch(() => null);
  if (answer?.ok) hear(((await answer.json()) as { cases: Waiting[] }).cases);
}

let source: EventSource | undefined;
let later: number | undefined;

function listen(): void {
  clearTimeout(later);
  if (document.hidden) return;
  if (!source || source.readyState === EventSource.CLOSED) {
    const own = source = new EventSource(base + "/api/v1/cases/events");
    own.addEventListener("cases", event => hear((JSON.parse((event as MessageEvent<string>).data) as { cases: Waiting[] }).cases));
    // The browser comes back by itself unless it was refused.
    own.onerror = () => {
      if (own !== source || own.readyState !== EventSource.CLOSED) return;
      void look();
      later = window.setTimeout(listen, refusedFor * (0.5 + Math.random()));
    };
  }
}

function leave(): void {
  clearTimeout(later);
  source?.close();
  source = undefined;
}

/** What others do meanwhile: a case is taken, over, or new. */
function hear(cases: readonly Waiting[]): void {
  const open = new Map(cases.map(one => [one.id, one]));
  if (cases.length < mostTold) {
    told = new Map(cases.map(one => [one.id, one.kind]));
    // What isn't told any more is counted no more; what was decided here and is still told is on its way.
    for (const id of gone.keys()) if (!open.has(id)) gone.delete(id);
    count();
  }
  // A card that is younger than all that was told may wait all the same; its time is in whole seconds.
  const last = cases.length < mostTold ? Infinity : Date.parse(cases.at(-1)!.openedAt) - 1000;
  const opened = (card: HTMLElement): number => Date.parse(card.querySelector("time")!.dateTime);
  for (const card of queue!.querySelectorAll<HTMLElement>("[data-case]:not(.decided)")) {
    const one = open.get(card.dataset["case"]!);
    if (!one) { if (opened(card) < last) end(card); }
    else if (one.taken) mark(card, "taken", queue!.dataset["taken"]!);
    else if (card.classList.contains("taken")) {
      card.classList.remove("taken");
      card.querySelector(".case-state")!.textContent = card.classList.contains("changed") ? queue!.dataset["changed"]! : "";
    }
    open.delete(card.dataset["case"]!);
  }
  if (open.size > 0 && !queue!.querySelector(".pager") && !location.search.includes("=")) offer();
}

function offer(): void {
  if (queue!.querySelector(".queue-new")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet queue-new", textContent: queue!.dataset["more"] });
  button.onclick = () => void more(button);
  queue!.querySelector(".cases")!.after(button);
}

async function more(button: HTMLElement): Promise<void> {
  const { html } = await page(base + "/moderation");
  button.remove();
  queue!.querySelector(".empty")?.remove();
  for (const item of html.querySelectorAll(".cases > li")) {
    const id = item.querySelector(".case")!.id;
    if (!document.getElementById(id)) queue!.querySelector(".cases")!.append(item);
  }
  if (!current || current.matches(".decided, .over")) go(1);
}

if (queue) {
  queue.querySelector<HTMLElement>(".queue-keys")!.hidden = false;
  isKey = areKeys(queue.querySelector<HTMLInputElement>(".keys input")!);
  document.addEventListener("keydown", onKey);
  queue.addEventListener("submit", onSubmit);
  queue.addEventListener("focusin", event => {
    const card = (event.target as Element).closest<HTMLElement>("[data-case]");
    if (card && card !== current) take(card);
  });
  // Whoever leaves has decided: what waits is sent now, and not once more when the page is shown again as it was.
  addEventListener("pagehide", () => pending.splice(0).forEach(decision => {
    const id = decision.card.dataset["case"]!;
    clearTimeout(decision.timer);
    decision.line.remove();
    decision.card.classList.remove("decided");
    gone.delete(id);
    mine.put(id, "sent");
    void decision.send(true);
  }));
  listen();
  // A tab that nobody looks at gives its place back; what it missed is told when it is looked at again.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(later);
    if (document.hidden) later = window.setTimeout(leave, hiddenFor);
    else listen();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", event => { if (event.persisted) listen(); });
  setInterval(() => current && void claim(current), claimEvery);
  go(1);
  document.documentElement.dataset["ready"] = "";
}
