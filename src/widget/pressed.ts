let clicked: HTMLButtonElement | undefined;

// Browsers of some years ago don't tell by which button a form is sent. Keys that send one click a button too.
addEventListener("click", event => {
  const button = event.target instanceof Element && event.target.closest<HTMLButtonElement>("button");
  if (button && button.type === "submit") clicked = button;
}, true);

/** By which button a form is sent. */
export const buttonOf = (form: HTMLFormElement, submitter?: HTMLElement | null): HTMLElement | undefined =>
  submitter ?? (clicked?.form === form ? clicked : undefined);
