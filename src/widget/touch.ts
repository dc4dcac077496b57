import { buttonOf } from "./pressed";
import { later, type Wake } from "./start";

/** What the second file does with what is pressed. */
const needs = "a:is([data-reply], [data-box], [data-next], [data-more], [data-passage], [data-report], .options), .rest > summary";

const touches = ["pointermove", "pointerdown", "keydown", "focusin", "selectionchange", "scroll"];
const held = ["click", "submit", "keydown", "input"];

/** Whoever has pressed something waits no longer for the second file, and it is not asked for again sooner, in ms. */
const patience = 4_000;

/** What is kept here of a draft or of those who are muted stands in the page as soon as it is there. */
const isAwaited = (): boolean => !!document.querySelector("[data-mute], [data-mutes]") || hasDrafts();

function hasDrafts(): boolean {
  try {
    return Object.keys(localStorage).some(key => key.startsWith("parley:draft:"));
  } catch {
    return false;
  }
}

/**
 * Brings the second file when the reader first moves, touches, types or scrolls, so that it is there before they press anything, and also if the
 * connection is lost then. What they press sooner waits for it, or for a line; while it can't come, links and forms do what they do without script.
 */
export const whenTouched: Wake = (story, discussion) => {
  let coming: Promise<void> | undefined, here = false, waiting = 0;
  const typed = new Set<EventTarget>();
  // One for each thing: whoever sees nothing happen presses again.
  const pressed = new Map<HTMLElement, () => void>();
  const listen = (): void => {
    for (const touch of touches) addEventListener(touch, touched, { capture: true, passive: true });
  };
  const release = (): void => {
    // Without a line nothing that is pressed would lead anywhere, and what was typed would be gone with the page.
    if (!here && !navigator.onLine) return addEventListener("online", ask, { once: true });
    for (const kind of held) removeEventListener(kind, hold, true);
    for (const box of typed) box.dispatchEvent(new Event("input", { bubbles: true }));
    typed.clear();
    for (const [element, again] of pressed) {
      element.removeAttribute("aria-busy");
      again();
    }
    pressed.clear();
  };
  const come = (): Promise<void> => {
    for (const touch of touches) removeEventListener(touch, touched, true);
    return coming ??= later().then(all => {
      here = true;
      all.wake(story, discussion);
      all.reportInPlace();
    }, () => {
      coming = undefined;
      setTimeout(listen, patience);
    }).finally(release);
  };
  const ask = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => pressed.size && release(), patience);
    void come();
  };
  // Browsers also tell of a pointer that has only been put there, and of a selection that isn't one yet.
  const touched = (event: Event): void => {
    const { type, movementX, movementY } = event as PointerEvent;
    if (type === "pointermove" ? movementX || movementY : type !== "selectionchange" || getSelection()?.type === "Range") void come();
  };
  const hold = (event: Event): void => {
    if (event.type === "input") return void typed.add(event.target!);
    const [element, again] = againBy(event) ?? [];
    if (!element || !again) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (pressed.size === 0) ask();
    pressed.set(element, again);
    element.setAttribute("aria-busy", "true");
  };
  for (const kind of held) addEventListener(kind, hold, true);
  listen();
  return isAwaited() ? come() : undefined;
};

/** What was pressed and how it is pressed again, for what the second file is to hear of. */
function againBy(event: Event): [HTMLElement, () => void] | undefined {
  const target = event.target as HTMLElement;
  const { type, key, ctrlKey, metaKey, shiftKey, isComposing } = event as KeyboardEvent & MouseEvent;
  const form = type !== "click" && target.closest?.<HTMLFormElement>("form[data-write]");
  if (form) {
    if (type !== "submit" && (isComposing || key !== "Enter" || !(ctrlKey || metaKey))) return undefined;
    // By the button, since not every browser knows how to send a form as if by one.
    const button = (type === "submit" ? buttonOf(form, (event as SubmitEvent).submitter) : null) ?? form.querySelector<HTMLElement>("[data-post]")!;
    return [form, () => button.click()];
  }
  const link = type === "click" && target.closest<HTMLElement>(needs);
  return link && !(ctrlKey || metaKey || shiftKey) ? [link, () => link.click()] : undefined;
}

/** An address of a comment as the discussion had it elsewhere leads to where it stands here. */
export function lead(): void {
  if (location.hash && !document.getElementById(location.hash.slice(1))) void later().then(all => all.followFormer(), () => undefined);
}
