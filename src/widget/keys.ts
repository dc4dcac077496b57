const store = "parley:keys";

/**
 * Whether single letters are keys. To some readers they are words that they speak (WCAG 2.1.4): the switch that stands beside what the keys
 * are called turns them off, and this browser remembers it. Where the switch can't be seen, and where something is typed, there are none.
 */
export function areKeys(toggle: HTMLInputElement): (event: KeyboardEvent) => boolean {
  const named = [...toggle.closest("p")!.querySelectorAll("[aria-keyshortcuts]")].map(x => [x, x.getAttribute("aria-keyshortcuts")!] as const);
  const tell = (): void => {
    for (const [button, key] of named) if (toggle.checked) button.setAttribute("aria-keyshortcuts", key); else button.removeAttribute("aria-keyshortcuts");
  };
  const set = (kept: string | null): void => {
    toggle.checked = kept !== "off";
    tell();
  };
  try {
    set(localStorage.getItem(store));
  } catch {
    // Nothing is remembered: they are on.
    tell();
  }
  // What was switched in another tab holds here too.
  addEventListener("storage", event => { if (event.key === store) set(event.newValue); });
  toggle.onchange = () => {
    tell();
    try {
      localStorage.setItem(store, toggle.checked ? "on" : "off");
    } catch {
      // It holds for this page.
    }
  };
  return event => {
    // Of what has fields of its own inside, the one that is typed in.
    const [at] = event.composedPath();
    return toggle.checked && !!toggle.offsetParent && !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
      && !(at instanceof Element && at.closest("textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]"))
      && !document.querySelector("dialog[open], :popover-open");
  };
}
