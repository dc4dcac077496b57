import { buttonOf } from "./pressed";

/** What a form says, with what the button says by which it is sent: "later" is no field of the form, and without it the text would be out. */
export function fieldsOf(form: HTMLFormElement, submitter?: HTMLElement | null): URLSearchParams {
  const fields = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  const pressed = buttonOf(form, submitter);
  if (pressed instanceof HTMLButtonElement && pressed.name) fields.set(pressed.name, pressed.value);
  return fields;
}
