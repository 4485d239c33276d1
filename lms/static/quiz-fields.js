// How an answer stands in the fields of a page: read, written and compared. It knows nothing of saving.

const partOf = (number) => document.querySelector(`[data-question="${number}"]`);
const controlsOf = (number) =>
  [...(partOf(number)?.querySelectorAll("[name]") ?? [])].filter(({ name }) => nameIn(number, name));

// "q3" holds the answer of question 3, "q3-row-1" its first row; "flag-3" and "sure-3" stand beside the answer.
const nameIn = (number, name) => {
  if (name === `q${number}`) return "answer";
  if (name === `flag-${number}`) return "flag";
  if (name === `sure-${number}`) return "sure";
  return name.startsWith(`q${number}-`) ? name.slice(`q${number}-`.length) : null;
};

const isTicked = (control) => control.type === "radio" || control.type === "checkbox";

export const numberOf = (control) => Number(control.closest?.("[data-question]")?.dataset.question) || 0;
export const partOfAnswer = (control) => nameIn(numberOf(control), control.name ?? "");
export const numbers = () =>
  [...document.querySelectorAll("[data-question]")].map(({ dataset }) => Number(dataset.question));
export const isOnPage = (number) => partOf(number) !== null;

// The fields of one question with what is in them; what is empty is left out.
export const fieldsOf = (number) => {
  const fields = {};
  for (const control of controlsOf(number)) {
    const name = nameIn(number, control.name);
    if (name === "flag" || name === "sure") continue;
    if (isTicked(control) ? !control.checked : control.value === "") continue;
    (fields[name] ??= []).push(control.value);
  }
  return fields;
};
export const flagOf = (number) => controlsOf(number).some(({ name, checked }) => name === `flag-${number}` && checked);
export const sureOf = (number) =>
  controlsOf(number).find(({ name, checked }) => name === `sure-${number}` && checked)?.value ?? "";

// Put an answer back into its fields, as when somebody had just given it.
export const fill = (number, { fields, flag, sure }) => {
  for (const control of controlsOf(number)) {
    const name = nameIn(number, control.name);
    if (name === "flag") {
      if (flag !== undefined) control.checked = flag;
    } else if (name === "sure") {
      if (sure !== undefined) control.checked = control.value === sure;
    } else if (fields !== undefined) {
      const values = fields[name] ?? [];
      if (isTicked(control)) control.checked = values.includes(control.value);
      else control.value = values[0] ?? "";
    }
  }
  partOf(number)?.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
};

// The server trims what was typed, so two texts that differ in that alone are one answer.
const plain = (fields) =>
  JSON.stringify(
    Object.entries(fields)
      .map(([name, values]) => [name, values.map((value) => value.replaceAll("\r\n", "\n").trim()).filter(Boolean).sort()])
      .filter(([, values]) => values.length)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
export const isSame = (one, other) => plain(one) === plain(other);

// What a browser has put back into the fields by itself after Back or a reload is older than what the page says.
export const forgetRestored = (form) => {
  const type = performance.getEntriesByType("navigation")[0]?.type;
  if (type === "back_forward" || type === "reload") form.reset();
};
// What was typed before the script ran: the fields of these questions differ from what the page came with.
export const changedAlready = () =>
  numbers().filter((number) =>
    controlsOf(number).some((control) => {
      if (isTicked(control)) return control.checked !== control.defaultChecked;
      if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
      // A select without a selected option shows its first one.
      const chosen = [...control.options].findIndex((option) => option.defaultSelected);
      return control.selectedIndex !== Math.max(chosen, 0);
    }),
  );
