let clicked: HTMLButtonElement | undefined;

// Browsers of some years ago don't tell by which button a form is sent. Keys that send one click a button too.
addEventListener("click", event => {
  const button = event.target instanceof Element && event.target.closest<HTMLButtonElement>("button");
  if (button && button.type === "submit") clicked = button;
}, true);

/** What a form says, with what the button says by which it is sent: "later" is no field of the form, and without it the text would be out. */
export function fieldsOf(form: HTMLFormElement, submitter?: HTMLElement | null): URLSearchParams {
  const fields = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  const pressed = submitter ?? (clicked?.form === form ? clicked : undefined);
  if (pressed instanceof HTMLButtonElement && pressed.name) fields.set(pressed.name, pressed.value);
  return fields;
}
