import { muteFromHere } from "./muting";
import { page } from "./say";

/** What can be done with a comment opens at the comment; its own page stays a page for everyone else. */
export function optionsInPlace(discussion: HTMLElement): void {
  if (!HTMLElement.prototype.showPopover) return;
  discussion.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a.options");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link).catch(() => location.href = link.href);
  });
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const { status, html } = await page(link.href);
  const list = html.querySelector(".options-list");
  if (status >= 400 || !list) return void (location.href = link.href);
  const menu = document.createElement("div");
  menu.className = "menu";
  // Esc, a click elsewhere and the way back of the focus are the browser's.
  menu.popover = "auto";
  menu.setAttribute("aria-label", link.textContent!);
  menu.role = "group";
  menu.append(list);
  link.after(menu);
  const stay = (): void => {
    if (menu.isConnected) place(menu, link);
    else removeEventListener("resize", stay);
  };
  addEventListener("resize", stay);
  menu.addEventListener("toggle", () => {
    const isOpen = menu.matches(":popover-open");
    link.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) return;
    removeEventListener("resize", stay);
    menu.remove();
  });
  muteFromHere(menu);
  menu.showPopover();
  stay();
  menu.scrollIntoView({ block: "nearest" });
  menu.querySelector<HTMLElement>("a, button, summary")?.focus();
}

/** Below what opened it; above, where there is no page left below. */
function place(menu: HTMLElement, link: HTMLElement): void {
  const at = link.getBoundingClientRect();
  const whole = document.documentElement;
  const start = whole.dir === "rtl" ? at.left : at.right - menu.offsetWidth;
  menu.style.left = `${Math.max(8, Math.min(start, whole.clientWidth - menu.offsetWidth - 8)) + scrollX}px`;
  const below = at.bottom + scrollY + 4;
  menu.style.top = `${below + menu.offsetHeight <= whole.scrollHeight ? below : Math.max(0, at.top + scrollY - menu.offsetHeight - 4)}px`;
}
