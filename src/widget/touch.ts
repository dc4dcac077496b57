import { later, type Wake } from "./start";

/** What the second file does with what is pressed. */
const needs = "a:is([data-reply], [data-box], [data-next], [data-more], [data-passage], [data-report], .options), .rest > summary";

const touches = ["pointermove", "pointerdown", "keydown", "focusin", "selectionchange", "scroll"];

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
 * connection is lost then. What they press sooner waits for it; where it can't come, links and forms do what they do without script.
 */
export const whenTouched: Wake = (story, discussion) => {
  let coming: Promise<void> | undefined;
  const typed = new Set<EventTarget>();
  const come = (): Promise<void> => {
    for (const touch of touches) removeEventListener(touch, touched, true);
    return coming ??= later().then(all => {
      all.wake(story, discussion);
      all.reportInPlace();
    }).catch(() => undefined).then(() => {
      for (const kind of held) removeEventListener(kind, hold, true);
      for (const box of typed) box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  // Browsers also tell of a pointer that has only been put there, and of a selection that isn't one yet.
  const touched = (event: Event): void => {
    const { type, movementX, movementY } = event as PointerEvent;
    if (type === "pointermove" ? movementX || movementY : type !== "selectionchange" || getSelection()?.type === "Range") void come();
  };
  const hold = (event: Event): void => {
    if (event.type === "input") return void typed.add(event.target!);
    const again = againBy(event);
    if (!again) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void come().then(again);
  };
  for (const kind of held) addEventListener(kind, hold, true);
  for (const touch of touches) addEventListener(touch, touched, { capture: true, passive: true });
  return isAwaited() ? come() : undefined;
};

const held = ["click", "submit", "keydown", "input"];

/** How that is done again which the second file is to hear of; undefined for what it doesn't care for. */
function againBy(event: Event): (() => void) | undefined {
  const target = event.target as HTMLElement;
  const { type, key, ctrlKey, metaKey, shiftKey } = event as KeyboardEvent & MouseEvent;
  const form = type !== "click" && target.closest?.<HTMLFormElement>("form[data-write]");
  if (form && type === "submit") return () => form.requestSubmit((event as SubmitEvent).submitter);
  if (form) return key === "Enter" && (ctrlKey || metaKey) ? () => target.dispatchEvent(new KeyboardEvent(type, event)) : undefined;
  const link = type === "click" && target.closest<HTMLElement>(needs);
  return link && !(ctrlKey || metaKey || shiftKey) ? () => link.click() : undefined;
}

/** An address of a comment as the discussion had it elsewhere leads to where it stands here. */
export function lead(): void {
  if (location.hash && !document.getElementById(location.hash.slice(1))) void later().then(all => all.followFormer(), () => undefined);
}
